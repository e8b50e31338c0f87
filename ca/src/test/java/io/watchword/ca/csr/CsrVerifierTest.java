package io.watchword.ca.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.TestRequest;
import io.watchword.ca.keys.CryptoModule;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which requests become verified ones.
@Execution(ExecutionMode.CONCURRENT)
class CsrVerifierTest {
  private final CsrVerifier verifier = new CsrVerifier();

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1"})
  void verify_goodCurve_keepsTheKey(String curve) {
    TestRequest request = TestRequest.onCurve(curve);

    VerifiedCsr csr = verifier.verify(request.request());

    assertThat(csr.key().getEncoded()).isEqualTo(request.keys().getPublic().getEncoded());
    assertThat(csr.spkiSha256()).hasSize(64);
  }

  @Test
  void verify_curveTooStrange_isRefused() {
    assertRefused(
        TestRequest.onCurve("secp521r1").request(),
        "ca/csr-key-refused",
        "an EC key of 521 bits (expected: P-256 or P-384)");
  }

  @Test
  void verify_otherCurveOfTheSameLength_isRefused() throws Exception {
    // The JDK does not know it any more.
    var keys = KeyPairGenerator.getInstance("EC", CryptoModule.provider());
    keys.initialize(new ECGenParameterSpec("secp256k1"));

    assertRefused(
        TestRequest.request(keys.generateKeyPair(), TestRequest.fresh().keys(), "SHA256withECDSA"),
        "ca/csr-key-refused",
        "an EC key on curve `1.3.132.0.10` (expected: P-256 or P-384)");
  }

  @ParameterizedTest
  @CsvSource({"1024", "4608"})
  void verify_rsaKeyTooWeakOrTooLong_isRefused(int bits) {
    assertRefused(
        TestRequest.rsa(bits).request(),
        "ca/csr-key-refused",
        "an RSA key of " + bits + " bits (expected: 2048 to 4096)");
  }

  @Test
  void verify_rsaKeyLongEnough_isTaken() {
    assertThat(verifier.verify(TestRequest.rsa(2048).request()).key().getAlgorithm())
        .isEqualTo("RSA");
  }

  @Test
  void verify_ed25519Key_isRefused() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

    assertRefused(
        TestRequest.request(pair, pair, "Ed25519"),
        "ca/csr-key-refused",
        "a key of type `1.3.101.112` (expected: EC P-256 or P-384, or RSA)");
  }

  @Test
  void verify_signedByAnotherKey_isRefused() {
    TestRequest victim = TestRequest.fresh();
    TestRequest thief = TestRequest.fresh();

    assertRefused(
        TestRequest.request(victim.keys(), thief.keys(), "SHA256withECDSA"),
        "ca/csr-unproved",
        "the certificate request is not signed by the key it holds");
  }

  @Test
  void verify_somethingBehindIt_isRefused() {
    byte[] der = TestRequest.fresh().request().der();

    assertRefused(
        new CertificateRequest(Arrays.copyOf(der, der.length + 1)),
        "ca/csr-malformed",
        "the certificate request is not PKCS#10");
  }

  @Test
  void verify_noRequestAtAll_isRefused() {
    assertRefused(
        new CertificateRequest(new byte[] {0x30, 0}),
        "ca/csr-malformed",
        "the certificate request is not PKCS#10");
  }

  @Test
  void verify_emptyBytes_isRefused() {
    assertThatThrownBy(() -> verifier.verify(new CertificateRequest(new byte[0])))
        .isInstanceOf(RefusedCsrException.class);
  }

  @Test
  void verify_hugeRequest_isRefusedUnread() {
    assertRefused(
        new CertificateRequest(new byte[16_385]),
        "ca/csr-malformed",
        "a certificate request of 16385 bytes (expected: at most 16384)");
  }

  @Test
  void verify_everyFlippedByte_isRefusedOrTheSameKey() {
    byte[] der = TestRequest.fresh().request().der();
    for (int i = 0; i < der.length; i += 3) {
      byte[] flipped = der.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> verifier.verify(new CertificateRequest(flipped)))
          .as("byte " + i)
          .isInstanceOf(RefusedCsrException.class);
    }
  }

  private void assertRefused(CertificateRequest request, String code, String message) {
    assertThatThrownBy(() -> verifier.verify(request))
        .isInstanceOfSatisfying(
            RefusedCsrException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
