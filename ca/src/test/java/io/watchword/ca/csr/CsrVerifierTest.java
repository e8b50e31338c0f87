package io.watchword.ca.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.TestRequest;
import io.watchword.ca.keys.CryptoModule;
import io.watchword.ca.keys.Verification;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which requests become verified ones.
@Execution(ExecutionMode.CONCURRENT)
class CsrVerifierTest {
  private final CsrVerifier verifier = new CsrVerifier(Verification.validated());

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
        "an RSA key of " + bits + " bits (expected: 2048 to 4096, whole bytes)");
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

  @ParameterizedTest
  @CsvSource({"3, 3", "17, 17", "65536, 65536", "4294967299, 4294967299"})
  void verify_rsaKeyWithABadExponent_isRefused(String exponent, String shown) {
    TestRequest good = TestRequest.rsa(2048);
    BigInteger modulus = ((RSAPublicKey) good.keys().getPublic()).getModulus();

    assertRefused(
        rsaRequest(modulus, new BigInteger(exponent), good.keys()),
        "ca/csr-key-refused",
        "an RSA key with exponent " + shown + " (expected: odd, 65537 to 2^32)");
  }

  @Test
  void verify_rsaKeyWithAHugeExponent_isRefusedWithoutArithmetic() {
    TestRequest good = TestRequest.rsa(2048);
    BigInteger modulus = ((RSAPublicKey) good.keys().getPublic()).getModulus();

    assertRefused(
        rsaRequest(modulus, BigInteger.ONE.shiftLeft(2040).add(BigInteger.ONE), good.keys()),
        "ca/csr-key-refused",
        "an RSA key with exponent of 2041 bits (expected: odd, 65537 to 2^32)");
  }

  @Test
  void verify_rsaModulusWithASmallFactor_isRefused() {
    TestRequest good = TestRequest.rsa(2048);
    BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE);

    assertRefused(
        rsaRequest(
            modulus
                .setBit(0)
                .subtract(modulus.mod(BigInteger.valueOf(6)))
                .add(BigInteger.valueOf(3)),
            BigInteger.valueOf(65_537),
            good.keys()),
        "ca/csr-key-refused",
        "an RSA key whose modulus has a small factor");
  }

  @Test
  void verify_rsaKeyOfSixteenKilobits_isRefusedWithoutArithmetic() {
    TestRequest signer = TestRequest.rsa(2048);
    BigInteger modulus = BigInteger.ONE.shiftLeft(16_383).add(BigInteger.ONE);

    assertRefused(
        rsaRequest(modulus, BigInteger.valueOf(65_537), signer.keys()),
        "ca/csr-key-refused",
        "an RSA key of 16384 bits (expected: 2048 to 4096, whole bytes)");
  }

  @Test
  void verify_pointThatIsNotOnTheCurve_isRefused() {
    byte[] der = TestRequest.fresh().keys().getPublic().getEncoded();
    der[der.length - 1] ^= 1;

    assertRefused(
        request(
            SubjectPublicKeyInfo.getInstance(der), TestRequest.fresh().keys(), "SHA256withECDSA"),
        "ca/csr-key-refused",
        "the key in the certificate request is no valid key");
  }

  @Test
  void verify_compressedPoint_isRefused() {
    SubjectPublicKeyInfo info =
        SubjectPublicKeyInfo.getInstance(TestRequest.fresh().keys().getPublic().getEncoded());
    byte[] point = info.getPublicKeyData().getOctets();
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));

    assertRefused(
        request(
            new SubjectPublicKeyInfo(info.getAlgorithm(), compressed),
            TestRequest.fresh().keys(),
            "SHA256withECDSA"),
        "ca/csr-key-refused",
        "an EC key whose point is compressed or cut (expected: uncompressed)");
  }

  @Test
  void verify_signedWithSha1_isRefused() {
    TestRequest good = TestRequest.rsa(2048);

    assertRefused(
        TestRequest.request(good.keys(), good.keys(), "SHA1withRSA"),
        "ca/csr-unproved",
        "the certificate request is signed by algorithm `1.2.840.113549.1.1.5` (expected: ECDSA or"
            + " RSA PKCS#1 v1.5 with SHA-256, SHA-384 or SHA-512)");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void verify_mutatedAtRandom_isRefusedOrHasAProvedKey(long seed) {
    // Whatever comes in: a refusal with a code, or a key whose possession was proved.
    Random random = new Random(seed);
    List<byte[]> seeds =
        List.of(
            TestRequest.fresh().request().der(),
            TestRequest.onCurve("secp384r1").request().der(),
            TestRequest.rsa(2048).request().der());
    for (int i = 0; i < 1_500; i++) {
      byte[] mutated = mutate(seeds.get(random.nextInt(seeds.size())).clone(), random);
      try {
        assertThat(verifier.verify(new CertificateRequest(mutated)).spkiSha256()).hasSize(64);
      } catch (RefusedCsrException e) {
        assertThat(e.code()).startsWith("ca/csr-");
      }
    }
  }

  private static byte[] mutate(byte[] der, Random random) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> der[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> der[random.nextInt(Math.min(24, der.length))] = (byte) random.nextInt(256);
        case 2 -> der = Arrays.copyOf(der, 1 + random.nextInt(der.length));
        default -> {
          int from = random.nextInt(der.length);
          int length = Math.min(random.nextInt(16), der.length - from);
          System.arraycopy(der, random.nextInt(der.length - length + 1), der, from, length);
        }
      }
    }
    return der;
  }

  private static CertificateRequest rsaRequest(
      BigInteger modulus, BigInteger exponent, KeyPair signer) {
    try {
      return request(
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent)),
          signer,
          "SHA256withRSA");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CertificateRequest request(
      SubjectPublicKeyInfo info, KeyPair signer, String algorithm) {
    try {
      return new CertificateRequest(
          new PKCS10CertificationRequestBuilder(new X500Name("CN=x"), info)
              .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertRefused(CertificateRequest request, String code, String message) {
    assertThatThrownBy(() -> verifier.verify(request))
        .isInstanceOfSatisfying(
            RefusedCsrException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
