package io.watchword.bundles;

import io.watchword.bundles.archive.PolicyFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Writes archives that our own writer never would.
public final class TarGz {

  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar;

  public TarGz() {
    try {
      tar = new TarArchiveOutputStream(new GZIPOutputStream(packed), "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same files as a bundle, to change one of them.
  public static TarGz of(Map<String, String> files) {
    var archive = new TarGz();
    files.forEach(archive::file);
    return archive;
  }

  /// The files of a bundle as text.
  public static Map<String, String> texts(List<PolicyFile> files) {
    var texts = new LinkedHashMap<String, String>();
    files.forEach(file -> texts.put(file.path(), file.text()));
    return texts;
  }

  public TarGz file(String path, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(path, true);
    entry.setSize(content.length);
    return put(entry, content);
  }

  public TarGz symbolicLink(String path, String target) {
    return link(path, target, TarConstants.LF_SYMLINK);
  }

  public TarGz hardLink(String path, String target) {
    return link(path, target, TarConstants.LF_LINK);
  }

  public TarGz device(String path) {
    return put(new TarArchiveEntry(path, TarConstants.LF_CHR, true), new byte[0]);
  }

  public TarGz folder(String path) {
    return put(new TarArchiveEntry(path, TarConstants.LF_DIR, true), new byte[0]);
  }

  public byte[] bytes() {
    try {
      tar.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /// The same content, packed by another gzip.
  public static byte[] repack(byte[] archive) {
    var out = new ByteArrayOutputStream();
    try (var in = new GZIPInputStream(new ByteArrayInputStream(archive));
        var gzip = new GZIPOutputStream(out)) {
      in.transferTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private TarGz link(String path, String target, byte kind) {
    var entry = new TarArchiveEntry(path, kind, true);
    entry.setLinkName(target);
    return put(entry, new byte[0]);
  }

  private TarGz put(TarArchiveEntry entry, byte[] content) {
    try {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
