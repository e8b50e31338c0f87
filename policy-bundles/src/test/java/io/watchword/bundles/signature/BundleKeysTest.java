package io.watchword.bundles.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.bundles.BundleKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleKeysTest {

  @TempDir private Path folder;

  @Test
  void generate_pair_belongsTogether() {
    BundleKeys keys = BundleKeys.generate();
    BundleSigner signer = BundleSigner.fromPem(keys.privatePem());
    assertThat(signer.keyId()).isEqualTo(keys.keyId());
    assertThat(signer.publicPem()).isEqualTo(keys.publicPem());
    assertThat(VerificationKeys.fromPem(keys.publicPem()).ids()).containsExactly(keys.keyId());
  }

  @Test
  void generate_intoFiles_onlyTheOwnerReadsThePrivateOne() throws IOException {
    Path privateFile = folder.resolve("signing.pem");
    Path publicFile = folder.resolve("verification.pem");
    BundleKeys keys = BundleKeys.generate(privateFile, publicFile);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFile)))
        .isEqualTo("rw-------");
    assertThat(BundleSigner.fromPemFile(privateFile).keyId()).isEqualTo(keys.keyId());
    assertThat(VerificationKeys.fromPemFiles(List.of(publicFile)).ids())
        .containsExactly(keys.keyId());
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(privateFile, publicFile);
    }
  }

  @Test
  void generate_fileExists_keepsIt() throws IOException {
    Path file = Files.writeString(folder.resolve("signing.pem"), "precious");
    assertThatThrownBy(() -> BundleKeys.generate(file, folder.resolve("v.pem")))
        .isInstanceOf(BundleKeyException.class)
        .hasMessage("bundles/key-exists: key file `" + file + "` exists and is not overwritten");
    assertThat(file).hasContent("precious");
  }

  @Test
  void toString_always_hidesThePrivateKey() {
    BundleKeys keys = BundleKeys.generate();
    assertThat(keys).hasToString("BundleKeys[" + keys.keyId() + "]");
  }

  @Test
  void fromPem_p384_signsEs384() throws NoSuchAlgorithmException {
    assertThat(BundleSigner.fromPem(privatePem("EC", 384)).algorithm()).isEqualTo("ES384");
  }

  @Test
  void fromPem_p521_isRefused() throws NoSuchAlgorithmException {
    String pem = privatePem("EC", 521);
    assertKeyRefused(
        () -> BundleSigner.fromPem(pem),
        "bundles/key-type: the signing key is on curve `P-521` (expected: P-256 or P-384)");
  }

  @Test
  void fromPem_rsa_isRefused() throws NoSuchAlgorithmException {
    String pem = privatePem("RSA", 2048);
    assertKeyRefused(
        () -> BundleSigner.fromPem(pem),
        "bundles/key-type: the signing key is not an elliptic-curve key (expected: P-256 or"
            + " P-384)");
  }

  @Test
  void fromPem_sec1_saysHowToConvertIt() {
    assertKeyRefused(
        () -> BundleSigner.fromPem(pem("EC PRIVATE KEY", "AAAA")),
        "bundles/key-type: the signing key holds `EC PRIVATE KEY` (expected: PKCS#8 `PRIVATE KEY`);"
            + " convert it with `openssl pkcs8 -topk8 -nocrypt`");
  }

  @Test
  void fromPem_publicKeyOnly_isRefused() {
    String pem = BundleKeys.generate().publicPem();
    assertKeyRefused(
        () -> BundleSigner.fromPem(pem),
        "bundles/key-type: the signing key holds `PUBLIC KEY` (expected: PKCS#8 `PRIVATE KEY`)");
  }

  @Test
  void fromPem_notPem_isRefused() {
    assertKeyRefused(
        () -> BundleSigner.fromPem("secret"),
        "bundles/key-format: the signing key holds no PEM block");
  }

  @Test
  void fromPem_badBase64_isRefused() {
    assertKeyRefused(
        () -> BundleSigner.fromPem(pem("PRIVATE KEY", "A*B")),
        "bundles/key-format: the signing key is not valid PEM");
  }

  @Test
  void fromPemFile_missing_isRefused() {
    Path file = folder.resolve("none.pem");
    assertKeyRefused(
        () -> BundleSigner.fromPemFile(file),
        "bundles/key-unreadable: cannot read signing key `" + file + "`");
  }

  @Test
  void verificationKeys_privateKey_isRefused() {
    String pem = BundleKeys.generate().privatePem();
    assertKeyRefused(
        () -> VerificationKeys.fromPem(pem),
        "bundles/key-type: verification key 1 holds `PRIVATE KEY` (expected: `PUBLIC KEY`)");
  }

  @Test
  void verificationKeys_none_isRefused() {
    assertKeyRefused(
        () -> VerificationKeys.fromPemFiles(List.of()),
        "bundles/no-keys: no verification key given (expected: at least one)");
  }

  @Test
  void verificationKeys_severalInOneText_areAllKnown() {
    BundleKeys first = BundleKeys.generate();
    BundleKeys second = BundleKeys.generate();
    assertThat(VerificationKeys.fromPem(first.publicPem() + second.publicPem()).ids())
        .containsExactlyInAnyOrder(first.keyId(), second.keyId());
  }

  private static String privatePem(String algorithm, int bits) throws NoSuchAlgorithmException {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return pem(
        "PRIVATE KEY",
        Base64.getEncoder().encodeToString(generator.generateKeyPair().getPrivate().getEncoded()));
  }

  private static String pem(String label, String base64) {
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static void assertKeyRefused(Runnable action, String message) {
    assertThatThrownBy(action::run).isInstanceOf(BundleKeyException.class).hasMessage(message);
  }
}
