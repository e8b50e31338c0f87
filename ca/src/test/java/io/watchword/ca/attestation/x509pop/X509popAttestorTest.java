package io.watchword.ca.attestation.x509pop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import io.watchword.ca.attestation.x509pop.X509popSettings.Mode;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCertificate;
import io.watchword.tests.kit.TestSvid;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class X509popAttestorTest {
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final Challenge NEVER =
      question -> {
        throw new AssertionError("a challenge for what was refused before");
      };

  @TempDir Path folder;
  private final FakeClock clock = FakeClock.start();
  private final TestCa machines = TestCa.root("machines.test");
  private TestSvid node;

  @BeforeEach
  void build() throws Exception {
    Files.writeString(folder.resolve("machines.pem"), machines.pem());
    node =
        machines.leaf("spiffe://machines.test/x", leaf -> leaf.noNames().subject("CN=host-1,O=x"));
  }

  @Test
  void attest_certificateAndItsKey_isNamedByItsFingerprint() {
    NodeClaim claim = attestor().attest(evidence(node.ders()), signing(node.key()));

    assertThat(claim.name()).isEqualTo(sha1(node.ders().getFirst()));
    assertThat(claim.selectors())
        .containsExactly(
            "x509pop:subject:cn:host-1",
            "x509pop:ca:fingerprint:" + sha1(machines.der()),
            "x509pop:serialnumber:" + node.chain().getFirst().getSerialNumber().toString(16));
    assertThat(claim.repeatable()).isTrue();
  }

  @Test
  void attest_intermediate_isTakenAndToldAsASelector() {
    TestCa middle = machines.intermediate();
    TestSvid below = middle.leaf("spiffe://machines.test/x", TestCertificate::noNames);

    assertThat(attestor().attest(evidence(below.ders()), signing(below.key(), below)).selectors())
        .contains(
            "x509pop:ca:fingerprint:" + sha1(middle.der()),
            "x509pop:ca:fingerprint:" + sha1(machines.der()));
  }

  @Test
  void attest_commonNameAsName_isTheName() {
    X509popAttestor attestor = attestor(settings("host/{common-name}"));

    assertThat(attestor.attest(evidence(node.ders()), signing(node.key())).name())
        .isEqualTo("host/host-1");
  }

  /// A slash in a common name would make another node's name of it.
  @Test
  void attest_commonNameWithASlash_isRefused() {
    TestSvid evil =
        machines.leaf("spiffe://machines.test/x", leaf -> leaf.subject("CN=a/../host-1"));

    assertThatThrownBy(
            () ->
                attestor(settings("host/{common-name}"))
                    .attest(evidence(evil.ders()), signing(evil.key(), evil)))
        .hasMessage("the certificate has nothing that fits {common-name} of `agent-name`");
  }

  @Test
  void attest_anotherKey_isRefused() {
    TestSvid other = machines.leaf("spiffe://machines.test/x");

    assertThatThrownBy(() -> attestor().attest(evidence(node.ders()), signing(other.key())))
        .isInstanceOf(RefusedEvidenceException.class)
        .hasMessage("the answer does not prove possession of the certificate's key");
  }

  /// What one challenge was answered with is no answer to the next, nor for another certificate of
  /// the same key, nor to another CA.
  @Test
  void attest_answerOfBefore_isRefused() {
    byte[][] heard = new byte[1][];
    Challenge recording =
        question -> {
          heard[0] = signing(node.key()).ask(question);
          return heard[0];
        };
    attestor().attest(evidence(node.ders()), recording);

    assertThatThrownBy(() -> attestor().attest(evidence(node.ders()), question -> heard[0]))
        .hasMessage("the answer does not prove possession of the certificate's key");
  }

  @Test
  void attest_signatureForAnotherTrustDomain_isRefused() {
    Challenge elsewhere = question -> answer(node.key(), node, "other.test", question);

    assertThatThrownBy(() -> attestor().attest(evidence(node.ders()), elsewhere))
        .hasMessage("the answer does not prove possession of the certificate's key");
  }

  @Test
  void attest_authorityThatIsNotOurs_isRefusedBeforeAnyChallenge() {
    TestSvid stranger = TestCa.root("machines.test").leaf("spiffe://machines.test/x");

    assertThatThrownBy(() -> attestor().attest(evidence(stranger.ders()), NEVER))
        .isInstanceOf(RefusedEvidenceException.class)
        .hasMessageStartingWith("the certificate does not lead to an authority of `ca-bundle`: ");
  }

  @Test
  void attest_expiredCertificate_isRefused() {
    TestSvid old =
        machines.leaf(
            "spiffe://machines.test/x",
            leaf ->
                leaf.validity(
                    FakeClock.START.minus(Duration.ofDays(2)),
                    FakeClock.START.minus(Duration.ofDays(1))));

    assertThatThrownBy(() -> attestor().attest(evidence(old.ders()), NEVER))
        .hasMessageStartingWith("the certificate does not lead to an authority of `ca-bundle`: ");
  }

  @Test
  void attest_certificateNotForSigning_isRefused() {
    TestSvid other =
        machines.leaf(
            "spiffe://machines.test/x",
            leaf -> leaf.keyUsage(true, TestCertificate.KEY_ENCIPHERMENT));

    assertThatThrownBy(() -> attestor().attest(evidence(other.ders()), NEVER))
        .hasMessage("the certificate is not for signing (key usage lacks digitalSignature)");
  }

  /// SPIRE 1.14.2: a stranger's certificate with a huge key kept the server busy.
  @Test
  void attest_hugeRsaKey_isRefusedBeforeAnySignatureIsVerified() throws Exception {
    assertThatThrownBy(() -> attestor().attest(evidence(List.of(rsa(16_384, 65_537))), NEVER))
        .hasMessage("an RSA key of 16384 bits (expected: 2048 to 4096)");
  }

  /// As costly as a huge modulus.
  @Test
  void attest_hugeRsaExponent_isRefusedBeforeAnySignatureIsVerified() throws Exception {
    byte[] huge = rsa(2048, BigInteger.TWO.pow(2000).add(BigInteger.ONE));

    assertThatThrownBy(() -> attestor().attest(evidence(List.of(huge)), NEVER))
        .isInstanceOf(RefusedEvidenceException.class)
        .hasMessageMatching(
            "an RSA key with an exponent of more than 32 bits|what was shown is no certificate");
  }

  @Test
  void attest_hugeKeyInTheMiddleOfTheChain_isRefusedAsWell() throws Exception {
    assertThatThrownBy(
            () ->
                attestor()
                    .attest(evidence(List.of(node.ders().getFirst(), rsa(16_384, 65_537))), NEVER))
        .hasMessage("an RSA key of 16384 bits (expected: 2048 to 4096)");
  }

  @Test
  void attest_longChain_isRefused() {
    List<byte[]> chain = List.of(node.ders().getFirst(), machines.der(), machines.der());

    assertThatThrownBy(
            () ->
                attestor(
                        new X509popSettings(
                            Mode.EXTERNAL_PKI,
                            Optional.of(folder.resolve("machines.pem")),
                            "/e/",
                            Optional.empty(),
                            1,
                            4096,
                            true))
                    .attest(evidence(chain), NEVER))
        .hasMessage("a chain of 3 certificates (max-intermediates: 1)");
  }

  @Test
  void attest_evidenceOfAnyOtherKind_isRefused() {
    for (String text : List.of("", "{}", "[]", "{\"certificates\":[\"AAAA\"]}", "\u0000")) {
      assertThatThrownBy(() -> attestor().attest(text.getBytes(StandardCharsets.UTF_8), NEVER))
          .isInstanceOf(RefusedEvidenceException.class);
    }
  }

  @Test
  void attest_spiffeMode_namesTheAgentByThePathOfItsSvid() {
    TestCa own = TestCa.root("example.org");
    TestSvid svid = own.leaf("spiffe://example.org/watchword-exchange/rack-1/host-2");
    X509popAttestor attestor = spiffe(own);

    assertThat(attestor.attest(evidence(svid.ders()), signing(svid.key(), svid)).name())
        .isEqualTo("rack-1/host-2");
  }

  @Test
  void attest_spiffeModeSvidOfAnotherPath_isRefused() {
    TestCa own = TestCa.root("example.org");
    TestSvid svid = own.leaf("spiffe://example.org/ns/shop/sa/web");

    assertThatThrownBy(() -> spiffe(own).attest(evidence(svid.ders()), NEVER))
        .hasMessage(
            "SVID `spiffe://example.org/ns/shop/sa/web` (expected: a path that begins with"
                + " `/watchword-exchange/`)");
  }

  @Test
  void settings_nameWithoutPlace_isAnError() {
    assertThatThrownBy(() -> settings("node"))
        .hasMessage(
            "agent-name `node` names every node alike (expected: one of [fingerprint, serial,"
                + " common-name] in it)");
  }

  private X509popAttestor attestor() {
    return attestor(settings(null));
  }

  private X509popAttestor attestor(X509popSettings settings) {
    return new X509popAttestor(
        settings,
        DOMAIN,
        () -> TrustBundles.of(X509Bundle.of(DOMAIN, List.of())),
        new SecureRandom(),
        clock);
  }

  private X509popAttestor spiffe(TestCa own) {
    X509Bundle bundle = X509Bundle.of(DOMAIN, List.of(StrictX509Certificate.of(own.certificate())));
    return new X509popAttestor(
        new X509popSettings(
            Mode.SPIFFE, Optional.empty(), "/watchword-exchange/", Optional.empty(), 4, 4096, true),
        DOMAIN,
        () -> TrustBundles.of(bundle),
        new SecureRandom(),
        clock);
  }

  private X509popSettings settings(String name) {
    return new X509popSettings(
        Mode.EXTERNAL_PKI,
        Optional.of(folder.resolve("machines.pem")),
        "/watchword-exchange/",
        Optional.ofNullable(name),
        4,
        4096,
        true);
  }

  private Challenge signing(PrivateKey key) {
    return signing(key, node);
  }

  private static Challenge signing(PrivateKey key, TestSvid of) {
    return question -> answer(key, of, "example.org", question);
  }

  private static byte[] answer(PrivateKey key, TestSvid of, String domain, byte[] question) {
    try {
      byte[] own = new byte[32];
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      signed.writeBytes(
          ("watchword x509pop 1\0" + domain + "\0").getBytes(StandardCharsets.US_ASCII));
      signed.writeBytes(
          MessageDigest.getInstance("SHA-256").digest(of.chain().getFirst().getEncoded()));
      signed.writeBytes(question);
      signed.writeBytes(own);
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(key);
      signer.update(signed.toByteArray());
      return ("{\"nonce\":\""
              + Base64.getEncoder().encodeToString(own)
              + "\",\"signature\":\""
              + Base64.getEncoder().encodeToString(signer.sign())
              + "\"}")
          .getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] rsa(int bits, long exponent) throws Exception {
    return rsa(bits, BigInteger.valueOf(exponent));
  }

  // Any odd number serves as a modulus: nobody ever needs the private key.
  private byte[] rsa(int bits, BigInteger exponent) throws Exception {
    BigInteger modulus = BigInteger.TWO.pow(bits - 1).add(BigInteger.ONE);
    PublicKey key =
        KeyFactory.getInstance("RSA", "SunRsaSign")
            .generatePublic(new RSAPublicKeySpec(modulus, exponent));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    KeyPair pair = new KeyPair(key, generator.generateKeyPair().getPrivate());
    return machines.leaf("spiffe://machines.test/x", leaf -> leaf.keys(pair)).ders().getFirst();
  }

  private static byte[] evidence(List<byte[]> ders) {
    return ("{\"certificates\":["
            + ders.stream()
                .map(der -> "\"" + Base64.getEncoder().encodeToString(der) + "\"")
                .collect(Collectors.joining(","))
            + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String sha1(byte[] der) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
