package io.watchword.ca.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.InvalidSpiffeIdException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTemplateTest {
  private static final String BY_POD = "spiffe://example.org/ns/{k8s:ns}/sa/{k8s:sa}";

  @Test
  void fill_everyPlace_isTheId() {
    IdTemplate template = IdTemplate.parse(BY_POD);

    assertThat(template.isConstant()).isFalse();
    assertThat(template.keys()).containsExactly("k8s:ns", "k8s:sa");
    assertThat(template.fill(Map.of("k8s:ns", "shop", "k8s:sa", "web")))
        .hasToString("spiffe://example.org/ns/shop/sa/web");
  }

  @Test
  void fill_aPlaceTwiceAndBesideText_isFilledEachTime() {
    IdTemplate template =
        IdTemplate.parse("spiffe://example.org/{unix:user}/home-{unix:user}/{docker:label:app}");

    assertThat(template.fill(Map.of("unix:user", "ann", "docker:label:app", "a.b")))
        .hasToString("spiffe://example.org/ann/home-ann/a.b");
  }

  @Test
  void fill_constant_isItself() {
    IdTemplate template = IdTemplate.parse("spiffe://example.org/web");

    assertThat(template.isConstant()).isTrue();
    assertThat(template.fill(Map.of())).hasToString("spiffe://example.org/web");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "..", ".", "", "a%2Fb", "a b", "ä", "a{b", "../admin"})
  void fill_withWhatIsNoSegment_isRefused(String value) {
    IdTemplate template = IdTemplate.parse("spiffe://example.org/ns/{k8s:ns}");

    assertThatThrownBy(() -> template.fill(Map.of("k8s:ns", value)))
        .isInstanceOfSatisfying(
            RegistrationException.class,
            e -> assertThat(e.code()).isEqualTo("ca/template-unfilled"));
  }

  @Test
  void fill_dotsThatTogetherMakeATraversal_isRefused() {
    IdTemplate template = IdTemplate.parse("spiffe://example.org/{a:b}{a:c}/x");

    assertThatThrownBy(() -> template.fill(Map.of("a:b", ".", "a:c", ".")))
        .isInstanceOf(RegistrationException.class);
  }

  @Test
  void fill_missingOrSpareValue_isRefused() {
    IdTemplate template = IdTemplate.parse(BY_POD);

    assertThatThrownBy(() -> template.fill(Map.of("k8s:ns", "shop")))
        .hasMessage(
            "SPIFFE ID `"
                + BY_POD
                + "` cannot be made of values for [k8s:ns] (expected: for [k8s:ns, k8s:sa])");
    assertThatThrownBy(
            () -> template.fill(Map.of("k8s:ns", "shop", "k8s:sa", "web", "unix:uid", "0")))
        .isInstanceOf(RegistrationException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "spiffe://{k8s:ns}/a, has a place outside its path",
    "spiffe://example.org/{ns}, such as `{k8s:ns}`",
    "spiffe://example.org/{}, such as `{k8s:ns}`",
  })
  void parse_badPlace_isRefused(String text, String fault) {
    assertThatThrownBy(() -> IdTemplate.parse(text))
        .isInstanceOf(RegistrationException.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://example.org/{k8s:ns",
        "spiffe://example.org/k8s:ns}",
        "https://x/{k8s:ns}",
        "spiffe://example.org//{k8s:ns}",
        "spiffe://example.org/../{k8s:ns}"
      })
  void parse_whatNeverBecomesAnId_isRefused(String text) {
    assertThatThrownBy(() -> IdTemplate.parse(text)).isInstanceOf(InvalidSpiffeIdException.class);
  }
}
