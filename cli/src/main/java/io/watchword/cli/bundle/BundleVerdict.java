package io.watchword.cli.bundle;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.signature.VerifiedBundle;
import java.io.PrintStream;

/// Whether an enforcer would take a bundle.
///
/// @param keyId of the key that signed it; empty where it is refused
/// @param code such as `bundles/altered-file`; empty where it is valid
/// @param why one sentence
record BundleVerdict(
    boolean valid,
    String digest,
    String revision,
    String keyId,
    int files,
    String code,
    String why) {

  static BundleVerdict of(VerifiedBundle bundle) {
    return new BundleVerdict(
        true, bundle.digest(), bundle.revision(), bundle.keyId(), bundle.files().size(), "", "");
  }

  static BundleVerdict refused(byte[] archive, RefusedBundleException refusal) {
    return new BundleVerdict(
        false, BundleDigest.of(archive), "", "", 0, refusal.code(), refusal.why());
  }

  void print(PrintStream out) {
    if (valid) {
      out.println("valid: revision " + revision + ", " + files + " files, key " + keyId);
    } else {
      out.println("refused: " + code + ": " + why);
    }
    out.println("digest " + digest);
  }
}
