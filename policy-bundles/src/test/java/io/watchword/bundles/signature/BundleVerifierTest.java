package io.watchword.bundles.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.TarGz;
import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.build.BundleBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleVerifierTest {

  private static final BundleKeys KEYS = BundleKeys.generate();
  private static final BundleSigner SIGNER = BundleSigner.fromPem(KEYS.privatePem());
  private static final List<PolicyFile> FILES =
      List.of(
          PolicyFile.of("data.json", "{\"roles\": [\"admin\"]}"),
          PolicyFile.of("policies/orders.yaml", "kind: AuthorizationPolicy\n"),
          PolicyFile.of("policies/reports.rego", "package reports\n"));
  private static final byte[] BUNDLE = new BundleBuilder().build(FILES, "r-1", SIGNER).archive();

  private final BundleVerifier verifier = new BundleVerifier();

  @Test
  void verify_ownBundle_holdsItsFiles() {
    VerifiedBundle bundle = verify(BUNDLE);
    assertThat(bundle.files()).isEqualTo(FILES);
    assertThat(bundle.revision()).isEqualTo("r-1");
    assertThat(bundle.digest()).isEqualTo(BundleDigest.of(BUNDLE));
    assertThat(bundle.keyId()).isEqualTo(KEYS.keyId());
    assertThat(bundle.archive()).isEqualTo(BUNDLE);
  }

  @Test
  void verify_severalKeysKnown_anyOfThemCounts() {
    var keys = VerificationKeys.fromPem(BundleKeys.generate().publicPem(), KEYS.publicPem());
    assertThat(verifier.verify(BUNDLE, keys).keyId()).isEqualTo(KEYS.keyId());
  }

  @Test
  void verify_dataWithOtherWhiteSpace_isTheSameDocument() {
    Map<String, String> files = texts();
    files.put("data.json", "{\"roles\":[\n\"admin\"\n]}");
    assertThat(verify(TarGz.of(files).bytes()).revision()).isEqualTo("r-1");
  }

  @Test
  void verify_repackedArchive_isAnotherDigestOfTheSameFiles() {
    byte[] repacked = TarGz.repack(BUNDLE);
    assertThat(verify(repacked).files()).isEqualTo(FILES);
    assertThat(verify(repacked).digest()).isEqualTo(BundleDigest.of(repacked));
  }

  @Test
  void verify_unsigned_isRefused() {
    Map<String, String> files = texts();
    files.remove(".signatures.json");
    assertRefused(
        files,
        "bundles/unsigned: the bundle holds no `.signatures.json` (expected: a bundle signed by"
            + " `authz` or `bundle sign`)");
  }

  @Test
  void verify_unsignedWhileSeveralKeysAreKnown_isRefused() {
    Map<String, String> files = texts();
    files.remove(".signatures.json");
    var keys = VerificationKeys.fromPem(BundleKeys.generate().publicPem(), KEYS.publicPem());
    assertThatThrownBy(() -> verifier.verify(TarGz.of(files).bytes(), keys))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessageStartingWith("bundles/unsigned: ");
  }

  @Test
  void verify_emptySignatureList_isRefused() {
    assertRefused(
        withSignatures("{\"signatures\":[]}"),
        "bundles/unsigned: `.signatures.json` holds no signature (expected: exactly one)");
  }

  @Test
  void verify_twoSignatures_isRefused() {
    String jws = jws();
    assertRefused(
        withSignatures("{\"signatures\":[\"" + jws + "\",\"" + jws + "\"]}"),
        "bundles/several-signatures: `.signatures.json` holds 2 signatures (expected: exactly"
            + " one)");
  }

  @Test
  void verify_signatureOfAPlugin_isRefused() {
    assertRefused(
        withSignatures("{\"signatures\":[\"" + jws() + "\"],\"plugin\":\"mine\"}"),
        "bundles/signature-format: `.signatures.json` asks for the plugin `mine`");
  }

  @Test
  void verify_signaturesNotJson_isRefused() {
    assertRefused(
        withSignatures("signed"), "bundles/signature-format: `.signatures.json` is not JSON");
  }

  @Test
  void verify_signatureNotAString_isRefused() {
    assertRefused(
        withSignatures("{\"signatures\":[1]}"),
        "bundles/signature-format: `signatures` in `.signatures.json` is not a list of strings");
  }

  @Test
  void verify_signatureNotAJws_isRefused() {
    assertRefused(withJws("a.b"), "bundles/signature-format: the signature is not a compact JWS");
  }

  @Test
  void verify_foreignKey_isRefused() {
    BundleKeys foreign = BundleKeys.generate();
    byte[] bundle =
        new BundleBuilder()
            .build(FILES, "r-1", BundleSigner.fromPem(foreign.privatePem()))
            .archive();
    assertThatThrownBy(() -> verify(bundle))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessage(
            "bundles/unknown-key: the bundle is signed with key `"
                + foreign.keyId()
                + "` (expected: one of ["
                + KEYS.keyId()
                + "])");
  }

  @Test
  void verify_foreignKeyUnderOurKeyId_isRefused() {
    String foreign = BundleSigner.fromPem(BundleKeys.generate().privatePem()).sign(payload());
    assertRefused(
        withJws(withHeader(foreign, "{\"alg\":\"ES256\",\"kid\":\"" + KEYS.keyId() + "\"}")),
        "bundles/bad-signature: the signature does not verify");
  }

  @Test
  void verify_algorithmNone_isRefused() {
    assertRefused(
        withJws(withHeader(jws(), "{\"alg\":\"none\",\"kid\":\"" + KEYS.keyId() + "\"}")),
        "bundles/signature-format: the signature is not a compact JWS");
  }

  @Test
  void verify_hmacWithOurPublicKeyAsSecret_isRefused() throws JOSEException {
    var jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEYS.keyId()).build(),
            new Payload(payload()));
    jws.sign(new MACSigner(KEYS.publicPem().getBytes(StandardCharsets.UTF_8)));
    assertRefused(
        withJws(jws.serialize()),
        "bundles/algorithm: the signature's algorithm is `HS256` (expected: ES256 or ES384)");
  }

  @Test
  void verify_algorithmOfAnotherCurve_isRefused() {
    assertRefused(
        withJws(withHeader(jws(), "{\"alg\":\"ES384\",\"kid\":\"" + KEYS.keyId() + "\"}")),
        "bundles/bad-signature: the signature's algorithm `ES384` is not that of its key"
            + " (expected: ES256)");
  }

  @Test
  void verify_criticalHeader_isRefused() {
    assertRefused(
        withJws(
            withHeader(
                jws(),
                "{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1,\"kid\":\"" + KEYS.keyId() + "\"}")),
        "bundles/bad-signature: the signature does not verify");
  }

  @Test
  void verify_payloadExchanged_isRefused() {
    String[] parts = jws().split("\\.");
    assertRefused(
        withJws(parts[0] + "." + base64(payload().replace("r", "s")) + "." + parts[2]),
        "bundles/bad-signature: the signature does not verify");
  }

  @Test
  void verify_keyIdOnlyInThePayload_findsTheKey() {
    // As OPA before 0.70 signs.
    assertThat(verify(TarGz.of(withJws(SIGNER.sign(payload()))).bytes()).keyId())
        .isEqualTo(KEYS.keyId());
  }

  @Test
  void verify_alteredPolicy_isRefused() {
    Map<String, String> files = texts();
    files.put("policies/orders.yaml", "kind: Nothing\n");
    assertRefused(
        files, "bundles/altered-file: `policies/orders.yaml` is not the file that was signed");
  }

  @Test
  void verify_alteredData_isRefused() {
    Map<String, String> files = texts();
    files.put("data.json", "{\"roles\": [\"root\"]}");
    assertRefused(files, "bundles/altered-file: `data.json` is not the file that was signed");
  }

  @Test
  void verify_alteredManifest_isRefused() {
    Map<String, String> files = texts();
    files.put(".manifest", "{\"revision\":\"r-2\"}");
    assertRefused(files, "bundles/altered-file: `.manifest` is not the file that was signed");
  }

  @Test
  void verify_extraFile_isRefused() {
    Map<String, String> files = texts();
    files.put("policies/back-door.rego", "package x\n");
    assertRefused(
        files,
        "bundles/unsigned-file: the bundle holds `policies/back-door.rego` and nobody signed it");
  }

  @Test
  void verify_missingFile_isRefused() {
    Map<String, String> files = texts();
    files.remove("policies/orders.yaml");
    assertRefused(
        files,
        "bundles/missing-file: the signature names `policies/orders.yaml` and the bundle does not"
            + " hold it");
  }

  @Test
  void verify_weakHash_isRefused() {
    assertRefused(
        withJws(SIGNER.sign(payload().replace("SHA-256", "MD5"))),
        "bundles/hash-algorithm: `.manifest` is hashed with `MD5` (expected: SHA-256, SHA-384 or"
            + " SHA-512)");
  }

  @Test
  void verify_hashLeftOut_isRefused() {
    assertRefused(
        withJws(SIGNER.sign(payload().replaceAll("\"hash\":\"[0-9a-f]+\"", "\"hash\":\"\""))),
        "bundles/altered-file: `.manifest` is not the file that was signed");
  }

  @Test
  void verify_payloadWithoutFiles_isRefused() {
    assertRefused(
        withJws(SIGNER.sign("{\"keyid\":\"x\"}")),
        "bundles/signature-format: the signature: its payload has no list `files`");
  }

  @Test
  void verify_scopeOfSomethingElse_isRefused() {
    assertRefused(
        withJws(SIGNER.sign(payload().replace("\"keyid\"", "\"scope\":\"write\",\"keyid\""))),
        "bundles/scope: the signature is meant for scope `write` (expected: no scope)");
  }

  @Test
  void verify_deltaBundle_isRefused() {
    byte[] bundle =
        new BundleBuilder()
            .build(List.of(PolicyFile.of("patch.json", "{\"data\":[]}")), "r", SIGNER)
            .archive();
    assertThatThrownBy(() -> verify(bundle))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessage("bundles/delta: delta bundles are not supported (expected: a snapshot)");
  }

  @Test
  void verify_everyBitFlippedInTheSignature_isRefused() {
    String jws = jws();
    int start = jws.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(jws.substring(start));
    for (int bit = 0; bit < signature.length * 8; bit += 7) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      String altered =
          jws.substring(0, start) + Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);
      assertThatThrownBy(() -> verify(TarGz.of(withJws(altered)).bytes()))
          .isInstanceOf(RefusedBundleException.class);
    }
  }

  private VerifiedBundle verify(byte[] archive) {
    return verifier.verify(archive, VerificationKeys.fromPem(KEYS.publicPem()));
  }

  private void assertRefused(Map<String, String> files, String message) {
    byte[] archive = TarGz.of(files).bytes();
    assertThatThrownBy(() -> verify(archive))
        .isInstanceOf(RefusedBundleException.class)
        .hasMessage(message);
  }

  private static Map<String, String> texts() {
    return TarGz.texts(BundleArchive.read(BUNDLE, ArchiveLimits.DEFAULT));
  }

  private static Map<String, String> withSignatures(String json) {
    Map<String, String> files = texts();
    files.put(".signatures.json", json);
    return files;
  }

  private static Map<String, String> withJws(String jws) {
    return withSignatures("{\"signatures\":[\"" + jws + "\"]}");
  }

  private static String jws() {
    return SignatureFile.onlySignature(
        PolicyFile.of(SignatureFile.PATH, texts().get(SignatureFile.PATH)));
  }

  private static String payload() {
    return new String(Base64.getUrlDecoder().decode(jws().split("\\.")[1]), StandardCharsets.UTF_8);
  }

  private static String withHeader(String jws, String header) {
    return base64(header) + jws.substring(jws.indexOf('.'));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
