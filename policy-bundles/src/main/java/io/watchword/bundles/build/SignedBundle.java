package io.watchword.bundles.build;

import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.PolicyFile;
import java.util.List;

/// A bundle ready to be served. Thread-safe: immutable.
public final class SignedBundle {

  private final byte[] archive;
  private final String revision;
  private final String digest;
  private final String keyId;
  private final List<String> paths;

  SignedBundle(byte[] archive, String revision, String keyId, List<PolicyFile> files) {
    this.archive = archive;
    this.revision = revision;
    this.keyId = keyId;
    this.digest = BundleDigest.of(archive);
    this.paths = files.stream().map(PolicyFile::path).sorted().toList();
  }

  /// The tar.gz.
  public byte[] archive() {
    return archive.clone();
  }

  public String revision() {
    return revision;
  }

  /// `sha256:` and the digest of the archive's bytes, lower-case hexadecimal.
  public String digest() {
    return digest;
  }

  public String keyId() {
    return keyId;
  }

  /// Paths of the files given, sorted.
  public List<String> paths() {
    return paths;
  }
}
