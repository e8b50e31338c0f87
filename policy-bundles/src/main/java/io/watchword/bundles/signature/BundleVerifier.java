package io.watchword.bundles.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// From a bundle's bytes to the proof that a known key signed all of it. There is no way to switch
/// any of it off.
///
/// The order is that of trust: limits, then the signature with a key of our own choice, then what
/// it says, then each file. Nothing that an unsigned bundle says is looked at beyond what is needed
/// to refuse it. Thread-safe.
public final class BundleVerifier {

  private final ArchiveLimits limits;

  public BundleVerifier() {
    this(ArchiveLimits.DEFAULT);
  }

  public BundleVerifier(ArchiveLimits limits) {
    this.limits = limits;
  }

  /// Checks a bundle.
  ///
  /// @throws RefusedBundleException saying what is wrong with it
  public VerifiedBundle verify(byte[] archive, VerificationKeys keys) {
    List<PolicyFile> files = BundleArchive.read(archive, limits);
    Map<String, PolicyFile> byPath =
        files.stream().collect(Collectors.toMap(PolicyFile::path, Function.identity()));
    JWSObject signature = signatureOf(byPath);
    VerificationKeys.Key key = checked(signature, keys);
    var claims = SignatureClaims.parse(signature.getPayload().toBytes());
    if (!claims.scope().isEmpty()) {
      throw refused(
          "bundles/scope",
          "the signature is meant for scope `" + claims.scope() + "` (expected: no scope)");
    }
    checkFiles(byPath, claims);
    PolicyFile manifest = byPath.get(Manifest.PATH);
    return new VerifiedBundle(
        BundleDigest.of(archive),
        key.id(),
        manifest == null ? Manifest.of("") : Manifest.parse(manifest.content()),
        contentOf(files),
        archive.clone());
  }

  private static JWSObject signatureOf(Map<String, PolicyFile> byPath) {
    PolicyFile file = byPath.get(SignatureFile.PATH);
    if (file == null) {
      throw refused(
          "bundles/unsigned",
          "the bundle holds no `"
              + SignatureFile.PATH
              + "` (expected: a bundle signed by `authz` or `bundle sign`)");
    }
    try {
      return JWSObject.parse(SignatureFile.onlySignature(file));
    } catch (ParseException e) {
      throw new RefusedBundleException(
          "bundles/signature-format", "the signature is not a compact JWS", e);
    }
  }

  private static VerificationKeys.Key checked(JWSObject signature, VerificationKeys keys) {
    var header = signature.getHeader();
    KeyCurve curve =
        KeyCurve.of(header.getAlgorithm())
            .orElseThrow(
                () ->
                    refused(
                        "bundles/algorithm",
                        "the signature's algorithm is `"
                            + header.getAlgorithm()
                            + "` (expected: ES256 or ES384)"));
    List<VerificationKeys.Key> candidates = candidates(signature, keys);
    for (VerificationKeys.Key key : candidates) {
      // INVARIANT: the algorithm is the key's, never the one that the signature asks for.
      if (key.curve() == curve && isSignedBy(signature, key)) return key;
    }
    throw refused(
        "bundles/bad-signature",
        candidates.getFirst().curve() == curve
            ? "the signature does not verify"
            : "the signature's algorithm `"
                + header.getAlgorithm()
                + "` is not that of its key (expected: "
                + candidates.getFirst().curve().algorithm()
                + ")");
  }

  private static List<VerificationKeys.Key> candidates(JWSObject signature, VerificationKeys keys) {
    String keyId = keyIdOf(signature);
    // Without an id each of our keys may have made it; all are ours.
    if (keyId.isEmpty()) return keys.all();
    return List.of(
        keys.byId(keyId)
            .orElseThrow(
                () ->
                    refused(
                        "bundles/unknown-key",
                        "the bundle is signed with key `"
                            + keyId
                            + "` (expected: one of "
                            + keys.ids().stream().sorted().toList()
                            + ")")));
  }

  private static String keyIdOf(JWSObject signature) {
    String header = signature.getHeader().getKeyID();
    if (header != null) return header;
    return SignatureClaims.parse(signature.getPayload().toBytes()).keyId();
  }

  private static boolean isSignedBy(JWSObject signature, VerificationKeys.Key key) {
    try {
      return signature.verify(new ECDSAVerifier(key.publicKey()));
    } catch (JOSEException | IllegalStateException e) {
      return false;
    }
  }

  private static void checkFiles(Map<String, PolicyFile> byPath, SignatureClaims claims) {
    var expected = new HashMap<>(claims.files());
    byPath.values().stream()
        .filter(file -> !file.path().equals(SignatureFile.PATH))
        .sorted((a, b) -> a.path().compareTo(b.path()))
        .forEach(file -> check(file, expected.remove(file.path())));
    expected.keySet().stream()
        .sorted()
        .findFirst()
        .ifPresent(
            missing -> {
              throw refused(
                  "bundles/missing-file",
                  "the signature names `" + missing + "` and the bundle does not hold it");
            });
  }

  private static void check(PolicyFile file, @Nullable SignedFile signed) {
    if (signed == null) {
      throw refused(
          "bundles/unsigned-file", "the bundle holds `" + file.path() + "` and nobody signed it");
    }
    if (file.name().equals("patch.json")) {
      throw refused("bundles/delta", "delta bundles are not supported (expected: a snapshot)");
    }
    byte[] actual = FileHash.of(file, signed.algorithm()).getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(actual, signed.hash().getBytes(StandardCharsets.UTF_8))) {
      throw refused(
          "bundles/altered-file", "`" + file.path() + "` is not the file that was signed");
    }
  }

  private static List<PolicyFile> contentOf(List<PolicyFile> files) {
    return files.stream()
        .filter(file -> !file.path().equals(SignatureFile.PATH))
        .filter(file -> !file.path().equals(Manifest.PATH))
        .toList();
  }

  private static RefusedBundleException refused(String code, String why) {
    return new RefusedBundleException(code, why);
  }
}
