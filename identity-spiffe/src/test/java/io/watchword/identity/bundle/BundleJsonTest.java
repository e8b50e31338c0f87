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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleJsonTest {

  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestCa NEXT = TestCa.root("example.org");
  private static final String ENTRY =
      entry("\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[\"" + base64(ROOT) + "\"]");

  private static String base64(TestCa ca) {
    return Base64.getEncoder().encodeToString(ca.der());
  }

  private static String entry(String members) {
    return "{" + members + "}";
  }

  private static String keys(String... entries) {
    return "{\"keys\":[" + String.join(",", entries) + "]}";
  }

  private static X509Bundle bundle(TestCa... roots) {
    return X509Bundle.of(DOMAIN, java.util.Arrays.stream(roots).map(TestCa::certificate).toList());
  }

  private static List<JsonNode> printed(X509Bundle bundle) throws Exception {
    List<JsonNode> keys = new ArrayList<>();
    new ObjectMapper().readTree(BundleJson.print(bundle)).get("keys").forEach(keys::add);
    return keys;
  }

  @Test
  @Rule({"X5-33", "X5-34", "X5-35", "X5-36", "TB-10", "TB-11", "TB-09"})
  void print_twoRoots_oneElementEach() throws Exception {
    List<JsonNode> keys = printed(bundle(ROOT, NEXT));

    assertThat(keys).hasSize(2);
    for (JsonNode key : keys) {
      assertThat(key.get("use").asText()).isEqualTo("x509-svid");
      assertThat(key.get("kty").asText()).isEqualTo("EC");
      assertThat(key.has("kid")).isFalse();
      assertThat(key.get("x5c")).hasSize(1);
      StrictX509Certificate root =
          StrictX509Certificate.parse(Base64.getDecoder().decode(key.get("x5c").get(0).asText()));
      assertThat(root.isAuthority()).isTrue();
      assertThat(root.isSelfSigned()).isTrue();
      assertThat(key.propertyStream().map(java.util.Map.Entry::getKey))
          .containsExactlyInAnyOrder("kty", "crv", "x", "y", "use", "x5c");
    }
  }

  @Test
  @Rule({"TB-02", "TB-03", "TB-04", "TB-05", "TB-06"})
  void print_sequenceAndHint_areReadBack() throws Exception {
    X509Bundle bundle =
        new X509Bundle(
            DOMAIN, bundle(ROOT).roots(), OptionalLong.of(41), Optional.of(Duration.ofMinutes(5)));

    assertThat(BundleJson.parse(DOMAIN, BundleJson.print(bundle))).isEqualTo(bundle);
    assertThat(
            new ObjectMapper()
                .readTree(BundleJson.print(bundle))
                .get("spiffe_refresh_hint")
                .asInt())
        .isEqualTo(300);
    assertThat(BundleJson.print(bundle(ROOT))).doesNotContain("spiffe_sequence");
    assertThat(BundleJson.print(X509Bundle.of(DOMAIN, List.of()))).contains("\"keys\" : [ ]");
  }

  @Test
  void print_otherKeys_haveTheirParameters() throws Exception {
    TestCa rsa = TestCa.root("example.org", c -> c.keys(TestKeys.rsa(2048)));
    TestCa edwards = TestCa.root("example.org", c -> c.keys(TestKeys.ed25519()));
    TestCa p521 = TestCa.root("example.org", c -> c.keys(TestKeys.ec("secp521r1")));
    List<JsonNode> keys = printed(bundle(rsa, edwards, p521));

    assertThat(keys.get(0).get("kty").asText()).isEqualTo("RSA");
    assertThat(keys.get(0).get("e").asText()).isEqualTo("AQAB");
    assertThat(Base64.getUrlDecoder().decode(keys.get(0).get("n").asText())).hasSize(256);
    assertThat(keys.get(1).get("crv").asText()).isEqualTo("Ed25519");
    assertThat(Base64.getUrlDecoder().decode(keys.get(1).get("x").asText())).hasSize(32);
    assertThat(keys.get(2).get("crv").asText()).isEqualTo("P-521");
    assertThat(Base64.getUrlDecoder().decode(keys.get(2).get("x").asText())).hasSize(66);
    assertThat(BundleJson.parse(DOMAIN, BundleJson.print(bundle(rsa, edwards, p521))))
        .isEqualTo(bundle(rsa, edwards, p521));
  }

  @ParameterizedTest
  @Rule("X5-37")
  @ValueSource(
      strings = {
        "\"kty\":\"EC\",\"use\":\"x509-svid\"",
        "\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[]"
      })
  void parse_entryWithoutCertificates_isIgnoredAndTheOthersStay(String members) {
    assertThat(BundleJson.parse(DOMAIN, keys(entry(members), ENTRY))).isEqualTo(bundle(ROOT));
  }

  @Test
  @Rule("X5-38")
  void parse_moreThanOneCertificate_firstIsUsed() {
    String two =
        entry(
            "\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[\""
                + base64(ROOT)
                + "\",\""
                + base64(NEXT)
                + "\",\"rubbish\"]");

    assertThat(BundleJson.parse(DOMAIN, keys(two))).isEqualTo(bundle(ROOT));
  }

  @ParameterizedTest
  @Rule({"TB-07", "TB-11", "X5-39"})
  @ValueSource(
      strings = {
        "\"kty\":\"EC\",\"use\":\"jwt-svid\",\"kid\":\"1\"",
            "\"kty\":\"EC\",\"use\":\"X509-SVID\",\"x5c\":[\"x\"]",
            "\"kty\":\"EC\",\"x5c\":[\"x\"]",
        "\"kty\":\"XYZ\",\"use\":\"x509-svid\",\"x5c\":[\"x\"]",
            "\"use\":\"x509-svid\",\"x5c\":[\"x\"]", "\"kty\":7,\"use\":true"
      })
  void parse_entryForSomethingElse_isIgnored(String members) {
    assertThat(BundleJson.parse(DOMAIN, keys(entry(members), ENTRY))).isEqualTo(bundle(ROOT));
    assertThat(BundleJson.parse(DOMAIN, keys(entry(members))).roots()).isEmpty();
  }

  @Test
  @Rule("TB-01")
  void parse_membersThatNobodyDefined_areIgnored() {
    String document = "{\"keys\":[" + ENTRY + "],\"vendor\":{\"a\":1},\"other\":[]}";

    assertThat(BundleJson.parse(DOMAIN, document)).isEqualTo(bundle(ROOT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json|bundle is no JSON",
        "[]|bundle is no JSON object",
        "{}|lacks the array `keys`",
        "{\"keys\":{}}|lacks the array `keys`",
        "{\"keys\":[]} x|bundle is no JSON",
        "{\"keys\":[],\"keys\":[]}|Duplicate field 'keys'",
        "{\"keys\":[],\"spiffe_sequence\":\"1\"}|`spiffe_sequence` is \"1\" (expected: an integer"
            + " >= 0)",
        "{\"keys\":[],\"spiffe_sequence\":1.5}|`spiffe_sequence` is 1.5",
        "{\"keys\":[],\"spiffe_refresh_hint\":-1}|`spiffe_refresh_hint` is -1",
        "{\"keys\":[{\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":\"x\"}]}|`x5c` of element 0"
            + " cannot be read: it is no list of texts",
        "{\"keys\":[{\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[\"!\"]}]}|`x5c` of element 0"
            + " cannot be read",
        "{\"keys\":[{\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[\"AAAA\"]}]}|`x5c` of element 0"
            + " cannot be read"
      })
  @Rule({"TB-05", "TB-06", "TB-17"})
  void parse_brokenDocument_isRefused(String document, String message) {
    assertThatThrownBy(() -> BundleJson.parse(DOMAIN, document))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessageContaining(message);
  }

  @Test
  @Rule({"TB-12", "TB-14", "TB-16", "X5-32"})
  void parseMap_twoTrustDomains_eachHasItsOwn() {
    String map =
        "{\"trust_domains\":{\"example.org\":{\"keys\":["
            + ENTRY
            + "],\"spiffe_refresh_hint\":1,\"spiffe_sequence\":3},\"other.org\":{\"keys\":[]}}}";

    TrustBundles bundles = BundleJson.parseMap(map);

    assertThat(bundles.get(DOMAIN).orElseThrow()).isEqualTo(bundle(ROOT).withSequence(3));
    assertThat(bundles.get(new TrustDomain("other.org")).orElseThrow().roots()).isEmpty();
    assertThat(BundleJson.isMap(map)).isTrue();
    assertThat(BundleJson.isMap(keys())).isFalse();
    assertThatThrownBy(
            () ->
                BundleJson.parseMap(
                    "{\"trust_domains\":{\"a\":{\"keys\":[]},\"a\":{\"keys\":[]}}}"))
        .hasMessageContaining("Duplicate field 'a'");
    assertThatThrownBy(() -> BundleJson.parseMap("{\"trust_domains\":{\"A\":{\"keys\":[]}}}"))
        .isInstanceOf(InvalidBundleException.class);
    assertThatThrownBy(() -> BundleJson.parseMap(keys()))
        .hasMessage("bundle map lacks the object `trust_domains`");
  }

  @Test
  void sha256_orderOfRoots_doesNotMatter() {
    assertThat(bundle(ROOT, NEXT).sha256())
        .isEqualTo(bundle(NEXT, ROOT).sha256())
        .isNotEqualTo(bundle(ROOT).sha256());
  }

  @Test
  void sha256_oneRoot_isThatOfItsBytes() {
    assertThat(bundle(ROOT).sha256()).isEqualTo(StrictX509Certificate.parse(ROOT.der()).sha256());
  }

  @Test
  void bundlePem_roots_areReadBack() {
    X509Bundle bundle = bundle(ROOT, NEXT);

    assertThat(BundlePem.print(bundle)).isEqualTo(ROOT.pem() + NEXT.pem());
    assertThat(BundlePem.parse(DOMAIN, "# roots of example.org\n" + BundlePem.print(bundle)))
        .isEqualTo(bundle);
    assertThatThrownBy(() -> BundlePem.parse(DOMAIN, "nothing"))
        .isInstanceOf(InvalidBundleException.class)
        .hasMessage("bundle of `example.org` cannot be read: no PEM block `CERTIFICATE`");
    assertThatThrownBy(() -> BundlePem.parse(DOMAIN, "-----BEGIN CERTIFICATE-----\nAAAA"))
        .hasMessageContaining("does not end");
    assertThat(X509Bundle.parse(DOMAIN, bundle.concatenatedDer())).isEqualTo(bundle);
  }

  @Test
  void trustBundles_bundleUnderAnotherName_isRefused() {
    assertThatThrownBy(() -> new TrustBundles(java.util.Map.of(new TrustDomain("x"), bundle(ROOT))))
        .hasMessage("bundle of `example.org` under the name `x`");
    assertThat(TrustBundles.none().get(DOMAIN)).isEmpty();
  }
}
