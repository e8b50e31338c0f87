package io.watchword.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinTokenTest {

  private static final String GOOD = "wwt_" + "A".repeat(43) + "." + "0a".repeat(32);

  @Test
  void parse_good_knowsItsRootAndTellsNothing() {
    JoinToken token = JoinToken.parse(GOOD + "\n");

    assertThat(token.rootSha256()).isEqualTo("0a".repeat(32));
    assertThat(token.reveal()).isEqualTo(GOOD);
    assertThat(token).hasToString("***");
    assertThat(token.fingerprint()).hasSize(64).doesNotContain("0a0a0a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wwt_",
        "wwt_AAAA.0a",
        "xwt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.0a",
        "wwt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "wwt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+.0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
        "wwt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.0A0A0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
      })
  void parse_malformed_saysWhatIsExpected(String text) {
    assertThatThrownBy(() -> JoinToken.parse(text))
        .isInstanceOf(InvalidJoinTokenException.class)
        .hasMessage(
            "the join token is malformed (expected: `wwt_`, 43 characters, `.`, 64 hexadecimal"
                + " digits, as `watchword token create` prints it)");
  }
}
