package io.watchword.bundles.archive;

import io.watchword.bundles.RefusedBundleException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/// The tar.gz of a bundle. The same files give the same bytes, and reading trusts nothing: sizes,
/// counts and paths are checked while unpacking, before anything is parsed. Thread-safe, without
/// state.
public final class BundleArchive {

  private static final int FILE_MODE = 0644;

  /// OPA writes its entries with a leading `/`, `tar -C dir .` with `./`; both mean the bundle's
  /// root.
  private static final List<String> ROOT_PREFIXES = List.of("/", "./");

  private static final Set<Byte> FILE_KINDS =
      Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);

  /// What tar may spend on an entry beside its content: header, extended header, padding.
  private static final int HEADER_BYTES = 2560;

  private BundleArchive() {}

  /// Packs the files, sorted by path, without times or owners.
  public static byte[] write(List<PolicyFile> files) {
    var packed = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(gzip(packed), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (PolicyFile file : sorted(files)) {
        tar.putArchiveEntry(entryOf(file));
        tar.write(file.content());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /// Unpacks a bundle.
  ///
  /// @return the files in the order of their paths
  /// @throws RefusedBundleException naming the entry that breaks a rule
  public static List<PolicyFile> read(byte[] archive, ArchiveLimits limits) {
    if (archive.length > limits.archiveBytes()) {
      throw tooLarge("the archive has " + archive.length + " bytes", limits.archiveBytes());
    }
    var packed = new ByteArrayInputStream(archive);
    try (InputStream unpacked = gunzip(packed, limits);
        var tar = new TarArchiveInputStream(unpacked, "UTF-8")) {
      List<PolicyFile> files = read(tar, limits);
      // To the very end: gzip's check sum stands there, and nothing may hide behind it.
      unpacked.transferTo(OutputStream.nullOutputStream());
      if (packed.available() > 0) throw new IOException("bytes follow its end");
      return files;
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedBundleException(
          "bundles/not-an-archive", "not a complete tar.gz (" + e.getMessage() + ")", e);
    }
  }

  private static List<PolicyFile> read(TarArchiveInputStream tar, ArchiveLimits limits)
      throws IOException {
    var files = new TreeMap<String, PolicyFile>();
    long total = 0;
    int entries = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++entries > limits.entries()) {
        throw tooLarge("the archive has more entries than allowed", limits.entries());
      }
      if (entry.isDirectory()) continue;
      PolicyFile file = read(tar, entry, limits);
      total += file.content().length;
      if (total > limits.totalBytes()) {
        throw tooLarge("the files have more bytes together than allowed", limits.totalBytes());
      }
      if (files.put(file.path(), file) != null) {
        throw new RefusedBundleException(
            "bundles/duplicate-file", "the bundle holds `" + file.path() + "` twice");
      }
    }
    return new ArrayList<>(files.values());
  }

  private static PolicyFile read(
      TarArchiveInputStream tar, TarArchiveEntry entry, ArchiveLimits limits) throws IOException {
    if (!FILE_KINDS.contains(entry.getLinkFlag()) || entry.isSparse()) {
      throw new RefusedBundleException(
          "bundles/not-a-file",
          "entry `" + entry.getName() + "` is a link or a device (expected: files and folders)");
    }
    String path = relative(entry.getName());
    PolicyFile.problemOf(path)
        .ifPresent(
            problem -> {
              throw new RefusedBundleException(
                  "bundles/path", "entry `" + entry.getName() + "` " + problem);
            });
    if (entry.getSize() > limits.fileBytes()) {
      throw tooLarge("`" + path + "` has " + entry.getSize() + " bytes", limits.fileBytes());
    }
    byte[] content = tar.readNBytes(Math.toIntExact(entry.getSize()));
    if (content.length != entry.getSize()) throw new EOFException("`" + path + "` is cut short");
    return new PolicyFile(path, content);
  }

  private static String relative(String name) {
    for (String prefix : ROOT_PREFIXES) {
      if (name.startsWith(prefix)) return name.substring(prefix.length());
    }
    return name;
  }

  private static TarArchiveEntry entryOf(PolicyFile file) {
    var entry = new TarArchiveEntry(file.path());
    entry.setSize(file.content().length);
    entry.setMode(FILE_MODE);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  private static List<PolicyFile> sorted(List<PolicyFile> files) {
    return files.stream().sorted(Comparator.comparing(PolicyFile::path)).toList();
  }

  private static GzipCompressorOutputStream gzip(ByteArrayOutputStream out) throws IOException {
    var parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
    // 255: unknown. The default is that of the machine, and bundles are compared byte for byte.
    parameters.setOS(GzipParameters.OS.UNKNOWN);
    return new GzipCompressorOutputStream(out, parameters);
  }

  private static InputStream gunzip(InputStream packed, ArchiveLimits limits) throws IOException {
    return new LimitedInputStream(
        GzipCompressorInputStream.builder().setInputStream(packed).get(),
        limits.totalBytes() + (long) limits.entries() * HEADER_BYTES);
  }

  private static RefusedBundleException tooLarge(String what, long limit) {
    return new RefusedBundleException("bundles/too-large", what + " (limit: " + limit + ")");
  }
}
