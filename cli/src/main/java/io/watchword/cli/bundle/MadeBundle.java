package io.watchword.cli.bundle;

import io.watchword.bundles.build.SignedBundle;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/// A bundle that was written.
///
/// @param keyId RFC 7638 thumbprint of the key that signed it
record MadeBundle(Path file, String digest, String revision, String keyId, List<String> files) {

  static MadeBundle of(Path file, SignedBundle bundle) {
    return new MadeBundle(file, bundle.digest(), bundle.revision(), bundle.keyId(), bundle.paths());
  }

  void print(PrintStream out) {
    out.println(file + ": " + files.size() + " files, revision " + revision);
    out.println("digest " + digest);
    out.println("signed with key " + keyId);
  }
}
