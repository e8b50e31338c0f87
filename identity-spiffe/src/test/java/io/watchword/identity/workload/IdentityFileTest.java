package io.watchword.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.SvidDescription;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityFileTest {

  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestSvid SVID = ROOT.intermediate().leaf("spiffe://example.org/web");

  private static IdentityFile read(String text) {
    return IdentityFile.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void read_pemWithKey_describesCertificatesAndCountsKeys() {
    IdentityFile file = read(SVID.certificatePem() + SVID.keyPem());

    assertThat(file.format()).isEqualTo("pem");
    assertThat(file.certificates().stream().map(SvidDescription::kind))
        .containsExactly("x509-svid", "signing-certificate");
    assertThat(file.json(FakeClock.START)).containsEntry("private_keys", 1L);
    assertThat(file.text(FakeClock.START))
        .contains("spiffe id  spiffe://example.org/web")
        .doesNotContain("PRIVATE");
  }

  @Test
  void read_der_isRead() {
    assertThat(IdentityFile.read(SVID.derChain()).certificates()).hasSize(2);
    assertThat(IdentityFile.read(SVID.derChain()).format()).isEqualTo("der");
  }

  @Test
  void read_bundles_areRead() {
    String bundle =
        BundleJson.print(
            X509Bundle.of(new TrustDomain("example.org"), List.of(ROOT.certificate()))
                .withSequence(3));

    assertThat(read(bundle).json(FakeClock.START))
        .containsEntry("format", "spiffe-bundle")
        .containsEntry("sequence", 3L);
    assertThat(read("{\"trust_domains\":{\"example.org\":" + bundle + "}}").json(FakeClock.START))
        .containsEntry("trust_domains", List.of("example.org"));
  }

  @Test
  void read_rubbish_isRefused() {
    assertThatThrownBy(() -> read("rubbish")).isInstanceOf(IdentityException.class);
    assertThatThrownBy(() -> read("{")).isInstanceOf(IdentityException.class);
    assertThatThrownBy(() -> read("")).hasMessage("certificate is missing");
  }

  @Test
  void read_pemOfSomethingElse_namesIt() {
    assertThat(read(TestSvid.pem("PUBLIC KEY", new byte[] {1})).json(FakeClock.START))
        .containsEntry("not_described", List.of("PUBLIC KEY"));
  }

  @Test
  void text_ofALeaf_isWhatPeopleRead() {
    TestSvid made =
        ROOT.leaf(
            "spiffe://example.org/web",
            c ->
                c.serial(BigInteger.valueOf(255))
                    .dns("a\u0007b")
                    .ip((byte) 127, (byte) 0, (byte) 0, (byte) 1)
                    .validity(FakeClock.START, FakeClock.START.plus(Duration.ofHours(1))));
    StrictX509Certificate leaf = StrictX509Certificate.parse(made.leafDer());

    assertThat(SvidDescription.of(leaf).text(FakeClock.START).lines())
        .containsExactly(
            "kind       x509-svid",
            "spiffe id  spiffe://example.org/web",
            "subject    O=test,CN=leaf",
            "issuer     " + leaf.getIssuerX500Principal().getName(),
            "serial     ff",
            "valid      2026-03-01T12:00:00Z to 2026-03-01T13:00:00Z (60 minutes left)",
            "key        EC P-256",
            "signature  SHA256withECDSA",
            "name       uri:spiffe://example.org/web",
            "name       dns:a\\u0007b",
            "name       ip:127.0.0.1",
            "sha256     " + leaf.sha256Hex());
    Map<String, Object> json =
        SvidDescription.of(leaf).json(FakeClock.START.plus(Duration.ofHours(2)));
    assertThat(json)
        .containsEntry("valid_now", false)
        .containsEntry("self_signed", false)
        .doesNotContainKey("problem");
  }

  @Test
  void of_certificateThatIsNoSvid_saysWhy() {
    StrictX509Certificate odd =
        StrictX509Certificate.parse(
            ROOT.leaf("spiffe://example.org/web", c -> c.uri("urn:x")).leafDer());

    assertThat(SvidDescription.of(odd).problem().orElseThrow()).contains("has 2 URIs");
    assertThat(SvidDescription.of(odd).kind()).isEqualTo("certificate");
  }

  @Test
  void read_revocationList_saysWhatIsRevoked() {
    byte[] der = ROOT.crl().revoke(BigInteger.valueOf(255)).sign();
    IdentityFile file = IdentityFile.read(der);
    String issuer = StrictX509Certificate.parse(ROOT.der()).getSubjectX500Principal().getName();

    assertThat(file.format()).isEqualTo("crl");
    assertThat(file.text(FakeClock.START).lines())
        .containsExactly(
            "format     crl",
            "",
            "kind       revocation-list",
            "issuer     " + issuer,
            "this update 2026-03-01T11:59:00Z",
            "next update 2026-03-01T13:00:00Z",
            "revoked count 1",
            "revoked    ff");
    assertThat(read(ROOT.crl().pem()).lists()).hasSize(1);
    assertThat(read(ROOT.crl().pem()).json(FakeClock.START.plus(Duration.ofDays(1))))
        .extractingByKey("revocation_lists")
        .asString()
        .contains("problem=it is stale: the next one was due at 2026-03-01T13:00:00Z");
  }

  @Test
  void read_token_isDescribedAndNotShown() {
    String token = TestJwt.of("spiffe://example.org/web", "orders").sign(TestKeys.ec(), "k");
    IdentityFile file = read(token + "\n");

    assertThat(file.format()).isEqualTo("jwt");
    assertThat(file.text(FakeClock.START).lines())
        .containsExactly(
            "format     jwt",
            "",
            "kind       jwt-svid",
            "header alg ES256",
            "header kid k",
            "header typ JWT",
            "claims sub spiffe://example.org/web",
            "claims aud [orders]",
            "claims exp 1772366700",
            "claims iat 1772366400",
            "expires at 2026-03-01T12:05:00Z",
            "valid now  true",
            "signature  not checked");
    assertThat(file.json(FakeClock.START).toString()).doesNotContain(token);
  }

  @Test
  void read_tokenThatIsNoJwtSvid_saysWhy() {
    String token =
        TestJwt.of("spiffe://example.org/web", "orders")
            .header("jku", "\"https://evil\\u0007\"")
            .claim("exp")
            .sign(TestKeys.ec(), "k");

    assertThat(read(token).text(FakeClock.START))
        .contains("kind       jwt" + System.lineSeparator())
        .contains("problem    header has `jku`, may have only alg, kid and typ (JW-03)")
        .contains("header jku https://evil?")
        .doesNotContain("expires at");
    assertThatThrownBy(() -> read("a.b.c"))
        .isInstanceOf(IdentityException.class)
        .hasMessageStartingWith("header of the token is no ");
  }

  @Test
  void read_bundleWithJwtKeys_namesThem() {
    TrustDomain domain = new TrustDomain("example.org");
    SpiffeBundle bundle =
        new SpiffeBundle(
            X509Bundle.of(domain, List.of()),
            JwtBundle.empty(domain)
                .with("one", TestKeys.ec("secp384r1").getPublic())
                .with("two", TestKeys.rsa(2048).getPublic()));

    assertThat(read(BundleJson.print(bundle)).json(FakeClock.START))
        .containsEntry(
            "jwt_keys",
            List.of(
                Map.of("kind", "jwt-svid-key", "key_id", "one", "key", "EC P-384"),
                Map.of("kind", "jwt-svid-key", "key_id", "two", "key", "RSA 2048")));
    assertThat(read(BundleJson.printMap(List.of(bundle))).text(FakeClock.START))
        .contains("trust domain example.org");
  }
}
