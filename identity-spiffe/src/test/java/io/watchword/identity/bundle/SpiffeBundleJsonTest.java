package io.watchword.identity.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestKeys;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole of a bundle document: keys for JWT-SVIDs beside the roots, and maps.
class SpiffeBundleJsonTest {

  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final KeyPair EC = TestKeys.ec();
  private static final KeyPair RSA = TestKeys.rsa(2048);
  private static final String X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
  private static final String Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

  private static X509Bundle roots() {
    return X509Bundle.of(DOMAIN, List.of(StrictX509Certificate.parse(ROOT.der())));
  }

  private static SpiffeBundle whole() {
    Map<String, PublicKey> keys = new LinkedHashMap<>();
    keys.put("one", EC.getPublic());
    keys.put("two", RSA.getPublic());
    keys.put("three", TestKeys.ec("secp384r1").getPublic());
    keys.put("four", TestKeys.ec("secp521r1").getPublic());
    return new SpiffeBundle(roots(), new JwtBundle(DOMAIN, keys))
        .withSequence(7)
        .withRefreshHint(Duration.ofMinutes(5));
  }

  private static String document(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static String key(String members) {
    return "{" + members + ",\"crv\":\"P-256\",\"x\":\"" + X + "\",\"y\":\"" + Y + "\"}";
  }

  private static final String GOOD = key("\"kty\":\"EC\",\"use\":\"jwt-svid\",\"kid\":\"good\"");

  private static JsonNode read(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }

  @Test
  @Rule({"TB-02", "TB-04", "TB-05", "TB-06"})
  void parseWhole_whatWasPrinted_isTheSame() throws Exception {
    String text = BundleJson.print(whole());

    assertThat(BundleJson.parseWhole(DOMAIN, text)).isEqualTo(whole2(text));
    assertThat(BundleJson.parse(DOMAIN, text)).isEqualTo(whole().x509());
    assertThat(read(text).get("spiffe_sequence").asInt()).isEqualTo(7);
    assertThat(read(text).get("spiffe_refresh_hint").asInt()).isEqualTo(300);
    assertThat(read(text).get("keys")).hasSize(5);
  }

  private static SpiffeBundle whole2(String text) {
    SpiffeBundle read = BundleJson.parseWhole(DOMAIN, text);
    assertThat(read.x509()).isEqualTo(whole().x509());
    assertThat(read.jwt().keys().keySet()).containsExactly("one", "two", "three", "four");
    assertThat(read.jwt().get("one")).contains(EC.getPublic());
    assertThat(read.jwt().get("two")).contains(RSA.getPublic());
    return read;
  }

  @Test
  @Rule({"JW-18", "JW-19", "TB-09", "TB-10"})
  void print_keyForJwtSvids_hasUseKidAndNothingThatNobodyDefined() throws Exception {
    JsonNode keys = read(BundleJson.print(whole())).get("keys");

    assertThat(keys.get(1).fieldNames())
        .toIterable()
        .containsExactly("kty", "crv", "x", "y", "use", "kid");
    assertThat(keys.get(1).get("use").asText()).isEqualTo("jwt-svid");
    assertThat(keys.get(1).get("kid").asText()).isEqualTo("one");
    assertThat(keys.get(2).fieldNames())
        .toIterable()
        .containsExactly("kty", "n", "e", "use", "kid");
  }

  @Test
  @Rule("WA-26")
  void print_keysAlone_areKeysAlone() throws Exception {
    JsonNode document = read(BundleJson.print(whole().jwt()));

    assertThat(document.fieldNames()).toIterable().containsExactly("keys");
    assertThat(document.get("keys"))
        .hasSize(4)
        .allSatisfy(k -> assertThat(k.get("use").asText()).isEqualTo("jwt-svid"));
    assertThat(BundleJson.parseKeys(DOMAIN, document.toString()).keys().keySet())
        .containsExactly("one", "two", "three", "four");
  }

  @ParameterizedTest
  @Rule({"TB-07", "TB-11", "JW-18", "JW-19", "JW-20"})
  @ValueSource(
      strings = {
        "\"kty\":\"EC\",\"use\":\"x509-svid\",\"kid\":\"k\"",
        "\"kty\":\"EC\",\"use\":\"wit-svid\",\"kid\":\"k\"",
        "\"kty\":\"EC\",\"use\":\"JWT-SVID\",\"kid\":\"k\"",
        "\"kty\":\"EC\",\"use\":\"sig\",\"kid\":\"k\"",
        "\"kty\":\"EC\",\"kid\":\"k\"",
        "\"kty\":\"EC\",\"use\":\"jwt-svid\"",
        "\"kty\":\"EC\",\"use\":\"jwt-svid\",\"kid\":\"\"",
        "\"kty\":\"EC\",\"use\":\"jwt-svid\",\"kid\":7",
        "\"kty\":\"oct\",\"use\":\"jwt-svid\",\"kid\":\"k\",\"k\":\"AAAA\"",
        "\"kty\":\"OKP\",\"use\":\"jwt-svid\",\"kid\":\"k\"",
        "\"kty\":\"ec\",\"use\":\"jwt-svid\",\"kid\":\"k\"",
        "\"use\":\"jwt-svid\",\"kid\":\"k\""
      })
  void parseWhole_elementForSomethingElse_isIgnoredAndTheOthersStay(String members) {
    JwtBundle read = BundleJson.parseWhole(DOMAIN, document(key(members), GOOD)).jwt();

    assertThat(read.keys().keySet()).containsExactly("good");
  }

  @ParameterizedTest
  @Rule("TB-07")
  @ValueSource(strings = {"secp256k1", "P-224", "Ed25519", "", "p-256"})
  void parseWhole_curveThatNoJwtSvidHas_isIgnored(String curve) {
    String other = GOOD.replace("P-256", curve).replace("good", "other");

    assertThat(BundleJson.parseWhole(DOMAIN, document(other, GOOD)).jwt().keys().keySet())
        .containsExactly("good");
  }

  @Test
  @Rule("TB-07")
  void parseWhole_rsaKeyTooShort_isIgnored() throws Exception {
    String text =
        BundleJson.print(new JwtBundle(DOMAIN, Map.of("k", RSA.getPublic())))
            .replaceAll("\"n\" : \"[^\"]*\"", "\"n\" : \"" + "w".repeat(171) + "\"");

    assertThat(BundleJson.parseWhole(DOMAIN, text).jwt().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\":\"AAAA\"|elliptic curve key cannot be read: `x` has 3 bytes (expected: 32)",
        "\"x\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"|elliptic curve key cannot be read:"
            + " Invalid EC JWK: The 'x' and 'y' public coordinates are not on the P-256 curve",
        "\"x\":\""
            + X
            + "=\"|elliptic curve key cannot be read: no Base64url in its one spelling (no"
            + " padding, unused bits 0)",
        "\"x\":7|elliptic curve key cannot be read: `x` is no text"
      })
  void parseWhole_brokenKeyOfOurs_refusesTheDocument(String x, String message) {
    String broken = GOOD.replace("\"x\":\"" + X + "\"", x);

    assertThatThrownBy(() -> BundleJson.parseWhole(DOMAIN, document(broken)))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessage("bundle of `example.org`: key of element 0 cannot be read: " + message);
    // Who reads roots alone is not bothered.
    assertThat(BundleJson.parse(DOMAIN, document(broken)).roots()).isEmpty();
  }

  @Test
  @Rule("WI-24")
  void parseWhole_keyIdTwice_refusesTheDocument() {
    assertThatThrownBy(() -> BundleJson.parseWhole(DOMAIN, document(GOOD, GOOD)))
        .hasMessage(
            "bundle of `example.org`: key of element 1 cannot be read: `kid` \"good\" is there"
                + " twice");
  }

  @Test
  void parseKeys_agentLeavesUseAway_isRead() {
    String bare = key("\"kty\":\"EC\",\"kid\":\"k\"");

    assertThat(BundleJson.parseKeys(DOMAIN, document(bare)).keys()).containsOnlyKeys("k");
    assertThat(BundleJson.parseWhole(DOMAIN, document(bare)).jwt().isEmpty()).isTrue();
    assertThat(
            BundleJson.parseKeys(
                    DOMAIN, document(key("\"kty\":\"EC\",\"kid\":\"k\",\"use\":\"x509-svid\"")))
                .isEmpty())
        .isTrue();
  }

  @Test
  @Rule({"TB-06", "TB-08"})
  void parseWhole_noKeys_nothingOfTheTrustDomainIsTrusted() {
    assertThat(BundleJson.parseWhole(DOMAIN, document()).isEmpty()).isTrue();
    assertThat(BundleJson.parseWhole(DOMAIN, document(GOOD)).isEmpty()).isFalse();
    assertThat(whole().isEmpty()).isFalse();
  }

  @Test
  @Rule({"TB-12", "TB-13", "TB-15", "TB-16"})
  void printMap_twoTrustDomains_haveNoRefreshHints() throws Exception {
    SpiffeBundle other =
        SpiffeBundle.of(X509Bundle.of(new TrustDomain("other.org"), List.of()).withSequence(2));
    String text = BundleJson.printMap(List.of(whole(), other));

    assertThat(read(text).fieldNames()).toIterable().containsExactly("trust_domains");
    assertThat(text).doesNotContain("spiffe_refresh_hint");
    Map<TrustDomain, SpiffeBundle> map = BundleJson.parseWholeMap(text);
    assertThat(map.keySet()).containsExactly(DOMAIN, new TrustDomain("other.org"));
    assertThat(map.get(DOMAIN).jwt().get("one")).contains(EC.getPublic());
    assertThat(map.get(DOMAIN).sequence()).hasValue(7);
    assertThat(map.get(DOMAIN).refreshHint()).isEmpty();
    assertThatThrownBy(() -> BundleJson.printMap(List.of(other, other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two bundles of `other.org`");
  }

  @Test
  @Rule({"TB-12", "TB-14"})
  void parseWholeMap_brokenMap_isRefused() {
    assertThatThrownBy(
            () ->
                BundleJson.parseWholeMap(
                    "{\"trust_domains\":{\"a\":{\"keys\":[]},\"a\":{\"keys\":[]}}}"))
        .hasMessage("bundle is no JSON: Duplicate field 'a'");
    assertThatThrownBy(() -> BundleJson.parseWholeMap(document()))
        .hasMessage("bundle map lacks the object `trust_domains`");
    assertThatThrownBy(() -> BundleJson.parseWholeMap("{\"trust_domains\":{\"a\":[]}}"))
        .hasMessage("bundle of `a` lacks the array `keys`");
  }

  @Test
  void jwtBundle_keyThatNoJwtSvidIsSignedWith_isRefused() {
    assertThatThrownBy(() -> new JwtBundle(DOMAIN, Map.of("k", TestKeys.ed25519().getPublic())))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessage(
            "bundle of `example.org`: no JWT-SVID can be signed with key `k` (expected: EC P-256,"
                + " P-384, P-521 or RSA of 2048 to 8192 bits)");
    assertThatThrownBy(() -> new JwtBundle(DOMAIN, Map.of("k", TestKeys.rsa(1024).getPublic())))
        .isInstanceOf(InvalidBundleException.class);
    assertThatThrownBy(() -> new JwtBundle(DOMAIN, Map.of("", EC.getPublic())))
        .hasMessage("bundle of `example.org`: key for JWT-SVIDs without an id (JW-19)");
    Map<String, PublicKey> many = new LinkedHashMap<>();
    IntStream.range(0, 65).forEach(i -> many.put("k" + i, EC.getPublic()));
    assertThatThrownBy(() -> new JwtBundle(DOMAIN, many))
        .hasMessage("bundle of `example.org` has 65 keys for JWT-SVIDs (expected: at most 64)");
  }

  @Test
  void jwtBundle_withAndWithout_makeNewOnes() {
    JwtBundle one = JwtBundle.empty(DOMAIN).with("k", EC.getPublic());

    assertThat(one.get("k")).contains(EC.getPublic());
    assertThat(one.get("K")).isEmpty();
    assertThat(one.without("k")).isEqualTo(JwtBundle.empty(DOMAIN));
    assertThatThrownBy(() -> one.keys().put("x", EC.getPublic()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void bundles_underAnotherName_areRefused() {
    assertThatThrownBy(() -> new JwtBundles(Map.of(new TrustDomain("x"), JwtBundle.empty(DOMAIN))))
        .hasMessage("bundle of `example.org` under the name `x`");
    assertThatThrownBy(() -> new SpiffeBundle(roots(), JwtBundle.empty(new TrustDomain("x"))))
        .hasMessage("roots of `example.org` and keys of `x`");
    assertThat(JwtBundles.none().get(DOMAIN)).isEmpty();
  }
}
