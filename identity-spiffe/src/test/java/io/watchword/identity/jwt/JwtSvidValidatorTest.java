package io.watchword.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule of JWT-SVID against the validator.
class JwtSvidValidatorTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final Instant NOW = FakeClock.START;
  private static final KeyPair EC = TestKeys.ec();
  private static final KeyPair RSA = TestKeys.rsa(2048);
  private static final KeyPair OTHER = TestKeys.ec();
  private static final JwtBundles TRUST =
      JwtBundles.of(
          new JwtBundle(DOMAIN, Map.of("ec", EC.getPublic(), "rsa", RSA.getPublic())),
          new JwtBundle(new TrustDomain("other.org"), Map.of("ec", OTHER.getPublic())));

  private final JwtSvidValidator validator = new JwtSvidValidator();

  private static TestJwt good() {
    return TestJwt.of(WEB, "orders");
  }

  private VerifiedJwtSvid validate(String token) {
    return validator.validate(token, "orders", TRUST, NOW);
  }

  private void assertRefused(String token, JwtRejection reason, String message) {
    assertThatThrownBy(() -> validate(token))
        .isInstanceOfSatisfying(
            InvalidJwtSvidException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.code()).isEqualTo("identity/" + reason.text());
            })
        .hasMessage(message);
  }

  private void assertInvalid(String token, String message) {
    assertRefused(token, JwtRejection.INVALID_SVID, message);
  }

  @Test
  @Rule({"JW-01", "JW-08", "JW-10", "JW-20"})
  void validate_goodToken_provesEverythingThatIsSaid() {
    VerifiedJwtSvid verified =
        validate(good().claim("role", "{\"a\":[1,null,true]}").sign(EC, "ec"));

    assertThat(verified.id()).hasToString(WEB);
    assertThat(verified.audience()).containsExactly("orders");
    assertThat(verified.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(verified.keyId()).isEqualTo("ec");
    assertThat(verified.claims())
        .containsEntry("sub", WEB)
        .containsEntry("role", Map.of("a", java.util.Arrays.asList(1, null, true)));
    assertThat(verified)
        .hasToString(WEB + " for [orders] (until " + NOW.plusSeconds(300) + ") signed by key ec");
  }

  @ParameterizedTest
  @Rule("JW-04")
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void validate_rsaAlgorithms_areAccepted(String algorithm) {
    assertThat(validate(good().signAs(RSA.getPrivate(), algorithm, "rsa")).keyId())
        .isEqualTo("rsa");
  }

  @ParameterizedTest
  @Rule("JW-04")
  @CsvSource({"secp256r1,ES256", "secp384r1,ES384", "secp521r1,ES512"})
  void validate_ellipticAlgorithms_areAcceptedOnTheirCurve(String curve, String algorithm) {
    KeyPair keys = TestKeys.ec(curve);
    JwtBundles trust = JwtBundles.of(new JwtBundle(DOMAIN, Map.of("k", keys.getPublic())));
    String token = good().signAs(keys.getPrivate(), algorithm, "k");

    assertThat(validator.validate(token, "orders", trust, NOW).svid().header().algorithm())
        .hasToString(algorithm);
  }

  @Test
  @Rule("JW-04")
  void validate_algorithmOfAnotherCurve_isRefused() {
    KeyPair keys = TestKeys.ec("secp384r1");
    JwtBundles trust = JwtBundles.of(new JwtBundle(DOMAIN, Map.of("k", keys.getPublic())));
    String token = good().signAs(keys.getPrivate(), "ES256", "k");

    assertThatThrownBy(() -> validator.validate(token, "orders", trust, NOW))
        .hasMessage("key `k` is none of algorithm ES256");
  }

  @ParameterizedTest
  @Rule("JW-05")
  @ValueSource(
      strings = {
        "none", "None", "HS256", "HS384", "HS512", "EdDSA", "ES256K", "es256", "RS1", "", "A128KW"
      })
  void validate_otherAlgorithm_isRefusedBeforeAnything(String algorithm) {
    assertInvalid(
        TestJwt.signed(
            "{\"alg\":\"" + algorithm + "\",\"kid\":\"ec\"}", "rubbish", EC.getPrivate(), "ES256"),
        "`alg` is `" + algorithm + "` (expected: RS, ES or PS with 256, 384 or 512) (JW-05)");
  }

  @Test
  @Rule("JW-05")
  void validate_algorithmMissingOrNoText_isRefused() {
    assertInvalid(
        TestJwt.signed("{\"kid\":\"ec\"}", "{}", EC.getPrivate(), "ES256"),
        "header has no `alg` (JW-04)");
    assertInvalid(
        good().header("alg", "[\"ES256\"]").sign(EC, "ec"),
        "`alg` is `[\"ES256\"]` (expected: RS, ES or PS with 256, 384 or 512) (JW-05)");
  }

  @Test
  @Rule("JW-05")
  void validate_publicKeyAsSecret_isRefused() {
    // The oldest trick: HMAC with the bytes of the public key.
    assertInvalid(
        good().header("alg", "\"HS256\"").sign(EC, "ec"),
        "`alg` is `HS256` (expected: RS, ES or PS with 256, 384 or 512) (JW-05)");
  }

  @ParameterizedTest
  @Rule("JW-03")
  @ValueSource(
      strings = {
        "jku",
        "jwk",
        "x5u",
        "x5c",
        "x5t",
        "x5t#S256",
        "crit",
        "b64",
        "cty",
        "enc",
        "zip",
        "ALG",
        "Kid",
        "iss"
      })
  void validate_otherHeader_isRefused(String name) {
    assertInvalid(
        good().header(name, "\"x\"").sign(EC, "ec"),
        "header has `" + name + "`, may have only alg, kid and typ (JW-03)");
  }

  @ParameterizedTest
  @Rule("JW-07")
  @ValueSource(strings = {"\"jwt\"", "\"wit+jwt\"", "\"\"", "\"at+jwt\"", "null", "1"})
  void validate_otherType_isRefused(String type) {
    assertInvalid(
        good().header("typ", type).sign(EC, "ec"),
        "`typ` is `" + type.replace("\"", "") + "` (expected: `JWT` or `JOSE`, or none) (JW-07)");
  }

  @Test
  @Rule("JW-07")
  void validate_typeJoseOrNone_isAccepted() {
    assertThat(validate(good().header("typ", "\"JOSE\"").sign(EC, "ec")).id()).hasToString(WEB);
    assertThat(validate(good().header("typ").sign(EC, "ec")).id()).hasToString(WEB);
  }

  @Test
  @Rule("JW-06")
  void validate_noKeyId_everyKeyOfTheTrustDomainIsTried() {
    assertThat(validate(good().header("kid").sign(EC, "")).keyId()).isEqualTo("ec");
    assertThat(validate(good().header("kid").sign(RSA, "")).keyId()).isEqualTo("rsa");
    assertRefused(
        good().header("kid").sign(OTHER, ""),
        JwtRejection.UNTRUSTED,
        "signature holds under none of the 2 keys of `example.org`");
  }

  @ParameterizedTest
  @Rule("JW-06")
  @ValueSource(strings = {"\"\"", "null", "7", "[\"ec\"]", "{}"})
  void validate_keyIdIsNoText_isRefused(String keyId) {
    assertInvalid(
        good().header("kid", keyId).sign(EC, "ec"),
        "`kid` is `"
            + (keyId.equals("\"\"") ? "" : keyId)
            + "` (expected: a text of 1 to 512 characters, or none) (JW-06)");
  }

  @ParameterizedTest
  @Rule({"JW-20", "JW-06"})
  @ValueSource(strings = {"EC", "ec ", "other", "../ec", "ec'--"})
  void validate_keyIdThatIsNotInTheBundle_isRefusedThoughAnotherKeyWouldHold(String keyId) {
    assertRefused(
        good().sign(EC, keyId),
        JwtRejection.UNTRUSTED,
        "bundle of `example.org` has no key `" + keyId + "` (JW-20)");
  }

  @Test
  @Rule("JW-20")
  void validate_keyOfAnX509Root_neverVerifiesATokens() {
    TestCa root = TestCa.root("example.org");
    SpiffeBundle bundle =
        BundleJson.parseWhole(
            DOMAIN,
            BundleJson.print(
                X509Bundle.of(DOMAIN, List.of(StrictX509Certificate.parse(root.der())))));
    String token = good().header("kid").sign(root.keys(), "");

    assertThatThrownBy(() -> validator.validate(token, "orders", JwtBundles.of(bundle.jwt()), NOW))
        .hasMessage("bundle of `example.org` has no keys for JWT-SVIDs (TB-08)");
  }

  @Test
  @Rule({"JW-21", "WA-29"})
  void validate_keyOfAnotherTrustDomain_isRefused() {
    assertRefused(
        good().sign(OTHER, "ec"), JwtRejection.UNTRUSTED, "signature does not hold under key `ec`");
    assertRefused(
        TestJwt.of("spiffe://third.org/web", "orders").sign(EC, "ec"),
        JwtRejection.WRONG_TRUST_DOMAIN,
        "trust domain `third.org` is not trusted (JW-21)");
    assertThat(validate(TestJwt.of("spiffe://other.org/x", "orders").sign(OTHER, "ec")).id())
        .hasToString("spiffe://other.org/x");
  }

  @ParameterizedTest
  @Rule("JW-02")
  @ValueSource(
      strings = {
        "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"}",
        "{\"payload\":\"e30\",\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AA\"}]}"
      })
  void validate_jsonSerialization_isRefused(String token) {
    assertInvalid(
        token, "token is in JWS JSON serialization (expected: compact serialization) (JW-02)");
  }

  @ParameterizedTest
  @Rule("JW-01")
  @CsvSource({"'',1", "a,1", "a.b,2", "a.b.c.d,4", "a.b.c.d.e,5"})
  void validate_numberOfPartsIsNotThree_isRefused(String token, int parts) {
    assertInvalid(token, "token has " + parts + " parts (expected: 3, separated by `.`) (JW-01)");
  }

  @Test
  @Rule("JW-01")
  void validate_anotherSpellingOfTheSameBytes_isRefused() {
    String token = good().sign(EC, "ec");
    String message =
        "payload or signature of the token is no Base64url in its one spelling (no padding, unused"
            + " bits 0) (JW-01)";

    assertInvalid(token + "==", message);
    // 64 bytes leave four bits of the last character unused.
    char last = token.charAt(token.length() - 1);
    assertInvalid(token.substring(0, token.length() - 1) + (char) (last + 1), message);
    assertInvalid(token + "\n", "payload or signature of the token is no Base64url (JW-01)");
    assertInvalid(" " + token, "header of the token is no Base64url (JW-01)");
    assertInvalid(token.substring(0, token.lastIndexOf('.') + 1), "signature is empty");
  }

  @ParameterizedTest
  @Rule({"JW-01", "TB-17"})
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"}|{}|header of the token is no JSON: Duplicate field"
            + " 'alg' (JW-01)",
        "{\"alg\":\"ES256\"}|{\"sub\":\"a\",\"sub\":\"b\"}|payload or signature of the token is no"
            + " JSON: Duplicate field 'sub' (JW-01)",
        "{\"alg\":\"ES256\"}|{\"x\":{\"y\":1,\"y\":1}}|payload or signature of the token is no"
            + " JSON: Duplicate field 'y' (JW-01)",
        "{\"alg\":\"ES256\"}|[]|payload or signature of the token is no JSON object (JW-01)",
        "[]|{}|header of the token is no JSON object (JW-01)",
        "{\"alg\":\"ES256\"}|null|payload or signature of the token is no JSON object (JW-01)"
      })
  void validate_jsonThatCanBeReadInTwoWays_isRefused(String header, String claims, String message) {
    assertInvalid(TestJwt.signed(header, claims, EC.getPrivate(), "ES256"), message);
  }

  @Test
  @Rule("JW-01")
  void validate_moreAfterTheJson_isRefused() {
    assertThatThrownBy(
            () ->
                validate(TestJwt.signed("{\"alg\":\"ES256\"} {}", "{}", EC.getPrivate(), "ES256")))
        .isInstanceOf(InvalidJwtSvidException.class)
        .hasMessageStartingWith("header of the token is no JSON: Trailing token");
  }

  @Test
  @Rule("JW-01")
  void validate_bytesThatAreNoUtf8_areRefused() {
    byte[] latin = {'{', '"', (byte) 0xe4, '"', ':', '1', '}'};
    String token = TestJwt.base64("{\"alg\":\"ES256\"}") + "." + TestJwt.base64(latin) + ".AA";

    assertInvalid(token, "payload or signature of the token is no UTF-8 (JW-01)");
  }

  @Test
  @Rule("JW-01")
  void validate_hugeOrDeepToken_isRefusedCheaply() {
    assertInvalid("a".repeat(16 * 1024 + 1), "token of 16385 characters (expected: at most 16384)");
    String deep = "{\"a\":".repeat(2000) + "1" + "}".repeat(2000);
    assertThatThrownBy(
            () -> validate(TestJwt.signed("{\"alg\":\"ES256\"}", deep, EC.getPrivate(), "ES256")))
        .isInstanceOf(InvalidJwtSvidException.class)
        .hasMessageContaining("nesting depth");
  }

  @ParameterizedTest
  @Rule({"JW-09", "ID-24"})
  @CsvSource(
      delimiter = '|',
      value = {
        "|there is no `sub` (JW-09)",
        "7|`sub` is `7` (expected: a SPIFFE ID) (JW-09)",
        "[\"spiffe://example.org/a\"]|`sub` is `[\"spiffe://example.org/a\"]` (expected: a SPIFFE"
            + " ID) (JW-09)",
        "\"spiffe://example.org\"|`sub` is `spiffe://example.org`: it names a trust domain, not a"
            + " workload (JW-09)"
      })
  void validate_subjectIsNoWorkload_isRefused(String subject, String message) {
    TestJwt token = subject == null ? good().claim("sub") : good().claim("sub", subject);

    assertInvalid(token.sign(EC, "ec"), message);
  }

  @ParameterizedTest
  @Rule("JW-09")
  @ValueSource(
      strings = {
        "https://example.org/web",
        "web",
        "",
        "spiffe://example.org/a/../b",
        "spiffe://example.org/",
        "spiffe://example.org/a%2fb",
        "spiffe://EXAMPLE.org/a",
        "spiffe://example.org/a?b",
        "spiffe://u@example.org/a",
        "spiffe://example.org:443/a",
        "spiffe://example.org//a",
        "spiffe://example.org/\\u0000",
        " spiffe://example.org/a",
        "spiffe://example.org/a "
      })
  void validate_subjectIsNoSpiffeId_isRefused(String subject) {
    assertThatThrownBy(() -> validate(good().claim("sub", "\"" + subject + "\"").sign(EC, "ec")))
        .isInstanceOf(InvalidJwtSvidException.class)
        .hasMessageStartingWith("`sub` is no SPIFFE ID (JW-09): ");
  }

  @ParameterizedTest
  @Rule({"JW-10", "JW-11"})
  @CsvSource(
      delimiter = '|',
      value = {
        "|there is no `aud` (JW-11)",
        "[]|`aud` has 0 values (expected: 1 to 64) (JW-10)",
        "\"\"|`aud` has `` (expected: texts that are not empty) (JW-10)",
        "[\"orders\",\"\"]|`aud` has `` (expected: texts that are not empty) (JW-10)",
        "[\"orders\",1]|`aud` has `1` (expected: texts that are not empty) (JW-10)",
        "null|`aud` has `null` (expected: texts that are not empty) (JW-10)",
        "{\"orders\":1}|`aud` has `{\"orders\":1}` (expected: texts that are not empty) (JW-10)"
      })
  void validate_audienceIsNone_isRefused(String audience, String message) {
    TestJwt token = audience == null ? good().claim("aud") : good().claim("aud", audience);

    assertInvalid(token.sign(EC, "ec"), message);
  }

  @ParameterizedTest
  @Rule({"JW-10", "JW-12"})
  @ValueSource(strings = {"\"orders\"", "[\"orders\"]", "[\"a\",\"orders\"]"})
  void validate_weAreInTheAudience_isAccepted(String audience) {
    assertThat(validate(good().claim("aud", audience).sign(EC, "ec")).audience())
        .contains("orders");
  }

  @ParameterizedTest
  @Rule("JW-12")
  @ValueSource(
      strings = {"\"Orders\"", "[\"ledger\"]", "\"orders \"", "[\"order\",\"s\"]", "\"*\""})
  void validate_weAreNotInTheAudience_isRefused(String audience) {
    assertRefused(
        good().claim("aud", audience).sign(EC, "ec"),
        JwtRejection.WRONG_AUDIENCE,
        "token is not meant for `orders` (JW-12)");
  }

  @Test
  @Rule("JW-12")
  void validate_ownAudienceIsEmpty_isAMistakeOfTheCaller() {
    assertThatThrownBy(() -> validator.validate(good().sign(EC, "ec"), "", TRUST, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("audience to verify tokens for is empty");
  }

  @Test
  @Rule({"JW-14", "JW-15"})
  void validate_expiry_isRequiredAndToTheSecond() {
    assertInvalid(good().claim("exp").sign(EC, "ec"), "there is no `exp` (JW-14)");
    assertThat(validate(good().expires(NOW.plusSeconds(1)).claim("iat").sign(EC, "ec")).id())
        .hasToString(WEB);
    assertRefused(
        good().expires(NOW).claim("iat").sign(EC, "ec"),
        JwtRejection.EXPIRED,
        "token has expired at " + NOW + " (JW-15)");
  }

  @ParameterizedTest
  @Rule("JW-14")
  @ValueSource(
      strings = {
        "\"4102444800\"",
        "null",
        "-1",
        "1e400",
        "1e999999999",
        "true",
        "[4102444800]",
        "99999999999999999999999",
        "253402300800"
      })
  void validate_expiryIsNoTime_isRefused(String expiry) {
    assertThatThrownBy(() -> validate(good().claim("exp", expiry).sign(EC, "ec")))
        .isInstanceOf(InvalidJwtSvidException.class)
        .hasMessageMatching(
            "`exp` is `.*` \\(expected: seconds since 1970 as a number\\) \\(JW-14\\)");
  }

  @Test
  @Rule("JW-15")
  void validate_expiryWithAFraction_isRead() {
    long second = NOW.getEpochSecond();

    assertThat(validate(good().claim("exp", second + ".5").claim("iat").sign(EC, "ec")).expiresAt())
        .isEqualTo(NOW.plusMillis(500));
  }

  @Test
  void validate_notBeforeOrIssuedAhead_isAcceptedWithinTheLeeway() {
    Instant edge = NOW.plusSeconds(10);
    Instant beyond = NOW.plusSeconds(11);

    for (String name : List.of("nbf", "iat")) {
      assertThat(validate(good().claim(name, "" + edge.getEpochSecond()).sign(EC, "ec")).id())
          .hasToString(WEB);
    }
    assertRefused(
        good().claim("nbf", "" + beyond.getEpochSecond()).sign(EC, "ec"),
        JwtRejection.NOT_YET_VALID,
        "token is valid from " + beyond + " on");
    assertRefused(
        good().claim("iat", "" + beyond.getEpochSecond()).sign(EC, "ec"),
        JwtRejection.NOT_YET_VALID,
        "token was issued at " + beyond + ", which is still to come");
    assertThatThrownBy(
            () ->
                new JwtSvidValidator(Duration.ZERO)
                    .validate(
                        good().claim("iat", "" + edge.getEpochSecond()).sign(EC, "ec"),
                        "orders",
                        TRUST,
                        NOW))
        .isInstanceOf(InvalidJwtSvidException.class);
  }

  @Test
  void validate_timesThatCannotBe_areRefused() {
    String end = "" + NOW.plusSeconds(300).getEpochSecond();

    assertInvalid(good().claim("iat", end).sign(EC, "ec"), "`iat` is not before `exp`");
    assertInvalid(good().claim("nbf", end).sign(EC, "ec"), "`nbf` is not before `exp`");
    assertInvalid(
        good().claim("iat", "\"now\"").sign(EC, "ec"),
        "`iat` is `now` (expected: seconds since 1970 as a number)");
  }

  @Test
  void leeway_outOfBounds_isAMistakeOfTheCaller() {
    assertThatThrownBy(() -> new JwtSvidValidator(Duration.ofMinutes(6)))
        .hasMessage("leeway PT6M (expected: 0 to 5 minutes)");
    assertThatThrownBy(() -> new JwtSvidValidator(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_neverShowsTheToken() {
    String token = good().sign(EC, "ec");

    assertThat(JwtSvid.parse(token, "web"))
        .hasToString(WEB + " for [orders] (until " + NOW.plusSeconds(300) + ", hint web)");
  }
}
