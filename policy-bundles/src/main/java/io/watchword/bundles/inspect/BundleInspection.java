package io.watchword.bundles.inspect;

import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.bundles.signature.SignatureFile;
import java.util.List;

/// What a bundle claims to be, for people to look at. Nothing is verified: to use a bundle takes a
/// `VerifiedBundle`.
///
/// @param digest of the archive
/// @param isSigned whether it carries a signature, valid or not
/// @param files without manifest and signature, sorted by path
public record BundleInspection(
    String digest, Manifest manifest, boolean isSigned, List<Entry> files) {

  /// One file.
  ///
  /// @param digest of its bytes
  public record Entry(String path, long size, String digest) {}

  public BundleInspection {
    files = List.copyOf(files);
  }

  /// Looks into a bundle.
  ///
  /// @throws RefusedBundleException if it is no bundle
  public static BundleInspection of(byte[] archive) {
    List<PolicyFile> files = BundleArchive.read(archive, ArchiveLimits.DEFAULT);
    return new BundleInspection(
        BundleDigest.of(archive),
        manifestOf(files),
        files.stream().anyMatch(file -> file.path().equals(SignatureFile.PATH)),
        files.stream().filter(BundleInspection::isContent).map(BundleInspection::entry).toList());
  }

  private static Manifest manifestOf(List<PolicyFile> files) {
    return files.stream()
        .filter(file -> file.path().equals(Manifest.PATH))
        .findFirst()
        .map(file -> Manifest.parse(file.content()))
        .orElseGet(() -> Manifest.of(""));
  }

  private static boolean isContent(PolicyFile file) {
    return !file.path().equals(SignatureFile.PATH) && !file.path().equals(Manifest.PATH);
  }

  private static Entry entry(PolicyFile file) {
    return new Entry(file.path(), file.content().length, BundleDigest.of(file.content()));
  }
}
