package io.watchword.bundles.signature;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/// The hash of a file as OPA's signatures have it: over the bytes, except for documents that OPA
/// parses (`data.json`, `.manifest`), which are hashed in a canonical form so that white space does
/// not matter. Thread-safe, without state.
final class FileHash {

  /// The JDK calls them what signatures call them.
  private static final Set<String> ALGORITHMS = Set.of("SHA-256", "SHA-384", "SHA-512");

  private static final Set<String> CANONICAL =
      Set.of("data.json", "signatures.json", Manifest.PATH);

  private FileHash() {}

  static boolean isSupported(String algorithm) {
    return ALGORITHMS.contains(algorithm);
  }

  /// Lower-case hexadecimal.
  ///
  /// @throws RefusedBundleException if a structured document cannot be parsed
  static String of(PolicyFile file, String algorithm) {
    return HexFormat.of().formatHex(digest(algorithm).digest(hashed(file)));
  }

  private static byte[] hashed(PolicyFile file) {
    if (file.name().equals("data.yaml")) {
      // OPA hashes it as its own YAML parser reads it (YAML 1.1 truth values, Go's numbers): not to
      // be matched for sure.
      throw new RefusedBundleException(
          "bundles/yaml-data",
          "`" + file.path() + "` cannot be signed the way OPA does (expected: `data.json`)");
    }
    return CANONICAL.contains(file.name()) ? CanonicalJson.of(file) : file.content();
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no " + name, e);
    }
  }
}
