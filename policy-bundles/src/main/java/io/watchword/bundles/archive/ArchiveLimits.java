package io.watchword.bundles.archive;

/// How large a bundle may be before it is refused, checked while it is unpacked.
///
/// @param archiveBytes of the tar.gz
/// @param fileBytes of one file, unpacked
/// @param totalBytes of all files, unpacked
/// @param entries number of entries, folders included
public record ArchiveLimits(long archiveBytes, long fileBytes, long totalBytes, int entries) {

  /// What an enforcer accepts unless told otherwise.
  public static final ArchiveLimits DEFAULT =
      new ArchiveLimits(16 << 20, 32 << 20, 128 << 20, 10_000);

  public ArchiveLimits {
    if (archiveBytes < 1 || fileBytes < 1 || totalBytes < 1 || entries < 1) {
      throw new IllegalArgumentException("bundle limits (expected: >= 1)");
    }
  }
}
