package io.watchword.bundles.signature;

import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import java.util.List;

/// A bundle whose signature was checked against the enforcer's keys and whose every file is the
/// signed one. Only [BundleVerifier] makes it. Thread-safe: immutable.
public final class VerifiedBundle {

  private final String digest;
  private final String keyId;
  private final Manifest manifest;
  private final List<PolicyFile> files;
  private final byte[] archive;

  VerifiedBundle(
      String digest, String keyId, Manifest manifest, List<PolicyFile> files, byte[] archive) {
    this.digest = digest;
    this.keyId = keyId;
    this.manifest = manifest;
    this.files = List.copyOf(files);
    this.archive = archive;
  }

  /// What its builder calls this state of the policies.
  public String revision() {
    return manifest.revision();
  }

  /// `sha256:` and the digest of the archive's bytes, lower-case hexadecimal.
  public String digest() {
    return digest;
  }

  /// Id of the key that signed it.
  public String keyId() {
    return keyId;
  }

  public Manifest manifest() {
    return manifest;
  }

  /// Policies, data and plans; without manifest and signature.
  public List<PolicyFile> files() {
    return files;
  }

  /// The archive as it came, to keep on disk.
  public byte[] archive() {
    return archive.clone();
  }

  @Override
  public String toString() {
    return "VerifiedBundle[" + digest + ", " + files.size() + " files]";
  }
}
