package io.watchword.bundles.build;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.bundles.signature.BundleVerifier;
import io.watchword.bundles.signature.SignatureFile;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.bundles.signature.VerifiedBundle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// From policy files to a signed OPA bundle. The same files, revision and key give the same bytes.
/// Thread-safe.
public final class BundleBuilder {

  /// Builds a bundle of Rego v1 policies.
  ///
  /// @param revision what to call this state of the policies
  /// @throws RefusedBundleException if a file cannot be part of a bundle
  public SignedBundle build(List<PolicyFile> files, String revision, BundleSigner signer) {
    return build(files, Manifest.of(revision), signer);
  }

  /// Builds a bundle with a manifest of one's own.
  public SignedBundle build(List<PolicyFile> files, Manifest manifest, BundleSigner signer) {
    checkPaths(files);
    var all = new ArrayList<>(files);
    all.add(manifest.file());
    all.sort((a, b) -> a.path().compareTo(b.path()));
    all.add(SignatureFile.sign(all, signer));
    return new SignedBundle(
        BundleArchive.write(all), manifest.revision(), signer.keyId(), List.copyOf(files));
  }

  /// Signs what an archive holds, as it stands, in place of any signature it carries. The manifest
  /// is kept byte for byte.
  ///
  /// @throws RefusedBundleException if it is no bundle, or no enforcer would take it
  public SignedBundle sign(byte[] archive, BundleSigner signer) {
    List<PolicyFile> all =
        new ArrayList<>(
            BundleArchive.read(archive, ArchiveLimits.DEFAULT).stream()
                .filter(file -> !file.path().equals(SignatureFile.PATH))
                .toList());
    List<PolicyFile> content =
        all.stream().filter(file -> !file.path().equals(Manifest.PATH)).toList();
    all.add(SignatureFile.sign(all, signer));
    byte[] signed = BundleArchive.write(all);
    VerifiedBundle verified =
        new BundleVerifier().verify(signed, VerificationKeys.fromPem(signer.publicPem()));
    return new SignedBundle(signed, verified.revision(), signer.keyId(), content);
  }

  private static void checkPaths(List<PolicyFile> files) {
    var seen = new HashSet<String>();
    for (PolicyFile file : files) {
      if (file.path().equals(Manifest.PATH) || file.path().equals(SignatureFile.PATH)) {
        throw new RefusedBundleException(
            "bundles/reserved-file", "`" + file.path() + "` is written by the builder itself");
      }
      if (!seen.add(file.path())) {
        throw new RefusedBundleException(
            "bundles/duplicate-file", "the bundle holds `" + file.path() + "` twice");
      }
    }
  }
}
