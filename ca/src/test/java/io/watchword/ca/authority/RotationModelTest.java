package io.watchword.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The invariants of a rotation in every state it can come to, with the real decisions; and that
/// the model would find a gate that is weaker than it has to be.
@Timeout(120)
class RotationModelTest {

  @ParameterizedTest
  @CsvSource({"1, true, true, 900", "2, true, true, 1800000", "3, false, false, 8000"})
  void explore_asItIs_everyInvariantHoldsInEveryState(
      int trusters, boolean connections, boolean delays, int atLeast) {
    RotationModel.Bounds bounds = new RotationModel.Bounds(trusters, connections, delays);

    int states = new RotationModel(bounds, Weakness.NONE).explore();

    assertThat(states).isGreaterThan(atLeast);
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST_GATE_FORGETS_ONE, I1",
    "FIRST_GATE_IS_OPEN, I1",
    "SECOND_GATE_IGNORES_LEAVES, I1",
    "SECOND_GATE_IGNORES_CONNECTIONS, I2",
    "ISSUED_IS_REPLACED, I1",
    "SWITCH_BEFORE_PUBLISHING, I4",
    "WAY_BACK_IS_OPEN, I1",
    "DISTRUST_WITH_THE_SWITCH, I1",
    "SILENCE_IS_CONSENT, I1"
  })
  void explore_weakened_isFound(Weakness weakness, String invariant) {
    assertThatThrownBy(
            () -> new RotationModel(new RotationModel.Bounds(2, true, false), weakness).explore())
        .isInstanceOf(RotationModel.Violation.class)
        .hasMessageStartingWith(invariant);
  }
}
