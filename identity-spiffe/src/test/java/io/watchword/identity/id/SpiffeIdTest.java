package io.watchword.identity.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.tests.kit.Rule;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

  private static void assertRefused(String text, String rule, int position) {
    assertThatThrownBy(() -> SpiffeId.parse(text))
        .isInstanceOfSatisfying(
            InvalidSpiffeIdException.class,
            e -> {
              assertThat(e.rule()).isEqualTo(rule);
              assertThat(e.position()).isEqualTo(position);
              assertThat(e.getMessage()).endsWith("(" + rule + ")");
            });
  }

  @Test
  void parse_workloadId_hasTrustDomainPathAndSegments() {
    SpiffeId id = SpiffeId.parse("spiffe://example.org/ns/shop/sa/web");

    assertThat(id.trustDomain()).isEqualTo(new TrustDomain("example.org"));
    assertThat(id.path()).isEqualTo("/ns/shop/sa/web");
    assertThat(id.segments()).containsExactly("ns", "shop", "sa", "web");
    assertThat(id).hasToString("spiffe://example.org/ns/shop/sa/web");
    assertThat(id).isEqualTo(SpiffeId.of(id.trustDomain(), "ns", "shop", "sa", "web"));
  }

  @ParameterizedTest
  @Rule("ID-01")
  @ValueSource(
      strings = {
        "",
        "spiffe",
        "spiffe:/td/x",
        "spiffe:example.org",
        "https://td/x",
        " spiffe://td/x",
        "//td/x",
        "\u017fpiffe://td/x"
      })
  void parse_otherScheme_isRefused(String text) {
    assertRefused(text, "ID-01", 0);
  }

  @ParameterizedTest
  @Rule("ID-01")
  @ValueSource(strings = {"SPIFFE://td/x", "Spiffe://td/x", "spiffE://td/x"})
  void parse_schemeInUpperCase_isReadAndWrittenInLowerCase(String text) {
    assertThat(SpiffeId.parse(text)).hasToString("spiffe://td/x");
  }

  @ParameterizedTest
  @Rule("ID-02")
  @ValueSource(strings = {"spiffe://", "spiffe:///x"})
  void parse_noTrustDomain_isRefused(String text) {
    assertRefused(text, "ID-02", 9);
  }

  @ParameterizedTest
  @Rule("ID-03")
  @CsvSource({"spiffe://td/x?a=b,13", "spiffe://td?,11", "spiffe://td/?,12", "spiffe://td/x?#y,13"})
  void parse_query_isRefused(String text, int position) {
    assertRefused(text, "ID-03", position);
  }

  @ParameterizedTest
  @Rule("ID-04")
  @CsvSource({"spiffe://td/x#a,13", "spiffe://td#,11"})
  void parse_fragment_isRefused(String text, int position) {
    assertRefused(text, "ID-04", position);
  }

  @ParameterizedTest
  @Rule("ID-05")
  @CsvSource({"spiffe://u@td/x,10", "spiffe://@td/x,9", "spiffe://u:p@td/x,12"})
  void parse_userInformation_isRefused(String text, int position) {
    assertRefused(text, "ID-05", position);
  }

  @ParameterizedTest
  @Rule("ID-06")
  @CsvSource({"spiffe://td:443/x,11", "spiffe://td:/x,11", "spiffe://td:80,11"})
  void parse_port_isRefused(String text, int position) {
    assertRefused(text, "ID-06", position);
  }

  @ParameterizedTest
  @Rule("ID-07")
  @CsvSource({"spiffe://Td/x,9", "spiffe://example.ORG/x,17"})
  void parse_upperCaseTrustDomain_isRefused(String text, int position) {
    assertRefused(text, "ID-07", position);
  }

  @ParameterizedTest
  @Rule("ID-08")
  @CsvSource({
    "spiffe://t~d/x,10",
    "spiffe://t!d/x,10",
    "spiffe://t d/x,10",
    "'spiffe://t,d/x',10",
    "spiffe://tdé/x,11",
    "spiffe://t\\d/x,10"
  })
  void parse_otherCharacterInTrustDomain_isRefused(String text, int position) {
    assertRefused(text, "ID-08", position);
  }

  @Test
  @Rule("ID-08")
  void parse_underscoreInTrustDomain_isAccepted() {
    assertThat(SpiffeId.parse("spiffe://my_td/x").trustDomain().name()).isEqualTo("my_td");
  }

  @ParameterizedTest
  @Rule("ID-09")
  @CsvSource({"spiffe://t%64/x,10", "spiffe://%74d/x,9"})
  void parse_percentInTrustDomain_isRefused(String text, int position) {
    assertRefused(text, "ID-09", position);
  }

  @ParameterizedTest
  @Rule("ID-10")
  @ValueSource(
      strings = {
        "spiffe://1.2.3.4/x",
        "spiffe://td..x/x",
        "spiffe://-td/x",
        "spiffe://td-/x",
        "spiffe://td./x",
        "spiffe://.td/x",
        "spiffe://_/x",
        "spiffe://256.256.256.256/x",
        "spiffe://0/x"
      })
  void parse_trustDomainThatIsNoDnsNameOrAnAddress_isAccepted(String text) {
    assertThat(SpiffeId.parse(text)).hasToString(text);
  }

  @Test
  @Rule("ID-11")
  void parse_trustDomainOf255Bytes_isAccepted() {
    assertThat(SpiffeId.parse("spiffe://" + "a".repeat(255) + "/x").trustDomain().name())
        .hasSize(255);
  }

  @Test
  @Rule("ID-11")
  void parse_trustDomainOf256Bytes_isRefused() {
    assertRefused("spiffe://" + "a".repeat(256) + "/x", "ID-11", 264);
  }

  @ParameterizedTest
  @Rule("ID-12")
  @CsvSource({"spiffe://[::1]/x,9", "spiffe://[2001:db8::1]:8443/x,9"})
  void parse_ipv6Address_isRefused(String text, int position) {
    assertRefused(text, "ID-12", position);
  }

  @ParameterizedTest
  @Rule("ID-13")
  @CsvSource({"spiffe://td/a%2Fb,13", "spiffe://td/%61,12", "spiffe://td/%2e%2e/x,12"})
  void parse_percentInPath_isRefused(String text, int position) {
    assertRefused(text, "ID-13", position);
  }

  @ParameterizedTest
  @Rule("ID-14")
  @CsvSource({
    "spiffe://td//x,12",
    "spiffe://td/a//b,14",
    "spiffe://td/.,12",
    "spiffe://td/..,12",
    "spiffe://td/a/../b,14",
    "spiffe://td/./a,12"
  })
  void parse_emptyOrDotSegment_isRefused(String text, int position) {
    assertRefused(text, "ID-14", position);
  }

  @ParameterizedTest
  @Rule("ID-14")
  @ValueSource(strings = {"spiffe://td/...", "spiffe://td/.a", "spiffe://td/a.", "spiffe://td/..a"})
  void parse_segmentThatOnlyBeginsWithDots_isAccepted(String text) {
    assertThat(SpiffeId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @Rule("ID-15")
  @CsvSource({"spiffe://td/,11", "spiffe://td/a/,13"})
  void parse_trailingSlash_isRefused(String text, int position) {
    assertRefused(text, "ID-15", position);
  }

  @Test
  @Rule("ID-15")
  void parse_trustDomainOnly_isItsId() {
    SpiffeId id = SpiffeId.parse("spiffe://td");

    assertThat(id.isTrustDomainId()).isTrue();
    assertThat(id.segments()).isEmpty();
    assertThat(id).isEqualTo(new TrustDomain("td").id()).hasToString("spiffe://td");
  }

  @ParameterizedTest
  @Rule("ID-16")
  @CsvSource({
    "spiffe://td/a b,13",
    "spiffe://td/a:b,13",
    "spiffe://td/a@b,13",
    "spiffe://td/ä,12",
    "spiffe://td/a~,13",
    "spiffe://td/a*,13",
    "spiffe://td/a\\b,13",
    "spiffe://td/a;b,13"
  })
  void parse_otherCharacterInPath_isRefused(String text, int position) {
    assertRefused(text, "ID-16", position);
  }

  @ParameterizedTest
  @Rule("ID-16")
  @CsvSource({"0,12", "10,12", "13,12", "127,12"})
  void parse_controlCharacterInPath_isRefusedAndSpeltOut(int character, int position) {
    String text = "spiffe://td/" + (char) character + "x";

    assertRefused(text, "ID-16", position);
    assertThatThrownBy(() -> SpiffeId.parse(text))
        .hasMessageContaining(String.format("`\\u%04x`", character));
  }

  @Test
  @Rule("ID-16")
  void parse_everyAllowedCharacter_isAccepted() {
    String path = "/abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKLMNOPQRSTUVWXYZ/0123456789.-_";
    assertThat(SpiffeId.parse("spiffe://td" + path).path()).isEqualTo(path);
  }

  @Test
  @Rule("ID-17")
  void equals_pathsThatDifferInCase_areDifferent() {
    assertThat(SpiffeId.parse("spiffe://td/Web")).isNotEqualTo(SpiffeId.parse("spiffe://td/web"));
  }

  @Test
  @Rule("ID-18")
  void parse_2048Bytes_isAccepted() {
    String text = "spiffe://td/" + "a".repeat(2048 - 12);
    assertThat(SpiffeId.parse(text)).hasToString(text);
  }

  @Test
  @Rule("ID-19")
  void of_2049Bytes_isRefused() {
    TrustDomain domain = new TrustDomain("td");
    assertThatThrownBy(() -> SpiffeId.of(domain, "a".repeat(2049 - 12)))
        .isInstanceOf(InvalidSpiffeIdException.class)
        .hasMessage("SPIFFE ID is 2049 bytes long (expected: at most 2048) (ID-19)");
  }

  @Test
  void parse_wholeMessage_namesCharacterAndPosition() {
    assertThatThrownBy(() -> SpiffeId.parse("spiffe://td/a b"))
        .hasMessage(
            "character ` ` in the path at position 13 of `spiffe://td/a b`; allowed are a-z A-Z 0-9"
                + " . - _ (ID-16)");
    assertThatThrownBy(() -> new TrustDomain("Td"))
        .hasMessage("upper-case character `T` in the trust domain at position 0 of `Td` (ID-07)");
  }

  @Test
  void trustDomain_nameOrId_isRead() {
    assertThat(TrustDomain.parse("example.org"))
        .isEqualTo(TrustDomain.parse("spiffe://example.org"));
    assertThatThrownBy(() -> TrustDomain.parse("spiffe://example.org/x"))
        .isInstanceOf(InvalidSpiffeIdException.class);
  }

  @Test
  void record_pathThatParseWouldRefuse_isRefused() {
    TrustDomain domain = new TrustDomain("td");
    assertThatThrownBy(() -> new SpiffeId(domain, "x"))
        .isInstanceOf(InvalidSpiffeIdException.class);
    assertThatThrownBy(() -> SpiffeId.of(domain, "a", ".."))
        .isInstanceOf(InvalidSpiffeIdException.class);
    assertThatThrownBy(() -> SpiffeId.of(domain, "")).isInstanceOf(InvalidSpiffeIdException.class);
    assertThatThrownBy(() -> SpiffeId.of(domain, "a?b"))
        .isInstanceOf(InvalidSpiffeIdException.class);
  }

  @Test
  void parse_anyText_isReadBackTheSameOrRefused() {
    Random random = new Random(42);
    String alphabet = "spife:/td.x-_%@?#[]AZ09 \u0000\né..//";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "spiffe://" : "");
      int length = random.nextInt(24);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        SpiffeId id = SpiffeId.parse(text.toString());
        assertThat(id).hasToString(text.toString());
        assertThat(SpiffeId.parse(id.toString())).isEqualTo(id);
      } catch (InvalidSpiffeIdException e) {
        assertThat(e.position()).isBetween(0, text.length());
      }
    }
  }
}
