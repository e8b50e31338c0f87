package io.watchword.platform.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The newest records of a log, in a file that only grows: one write and one `fdatasync` make a
/// whole batch durable. Tiles and checkpoint are made from it later and need no sync of their own
/// until the journal starts anew.
///
/// Format: `WWJ1`, four zero bytes, index of the first record (8 bytes); then per record its length
/// (2 bytes), its bytes and the CRC-32C of its index, length and bytes (4 bytes). A crash can only
/// cut the end off. Confined to the committer thread.
final class Journal implements Closeable {

  private static final byte[] MAGIC = {'W', 'W', 'J', '1', 0, 0, 0, 0};
  private static final int HEADER = 16;
  private static final int FRAME = 6;

  /// What was in a journal when it was opened.
  record Content(long start, List<byte[]> entries) {

    long end() {
      return start + entries.size();
    }
  }

  private final JournalFile file;
  private long end;
  private long nextIndex;
  private boolean tailIsClean = true;

  private Journal(JournalFile file, long end, long nextIndex) {
    this.file = file;
    this.end = end;
    this.nextIndex = nextIndex;
  }

  /// A journal that holds `entries` from index `start` on, in place of the one that was there.
  static Journal create(Path path, Content content, JournalFile.Opener opener) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER).put(MAGIC).putLong(content.start());
    byte[] body = frames(content.entries(), content.start()).array();
    byte[] bytes = Arrays.copyOf(header.array(), HEADER + body.length);
    System.arraycopy(body, 0, bytes, HEADER, body.length);
    DurableFiles.replace(path, bytes);
    DurableFiles.sync(DurableFiles.folder(path));
    return new Journal(opener.open(path), bytes.length, content.end());
  }

  /// The readable part of a journal; empty if there is none.
  static Optional<Content> read(Path path) throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    if (bytes.remaining() < HEADER || !Arrays.equals(bytes.array(), 0, 8, MAGIC, 0, 8)) {
      throw new AuditLogRefusedException(
          "platform/audit-journal-invalid",
          "`" + path + "` is no journal (expected: it to begin with `WWJ1`)");
    }
    long start = bytes.position(MAGIC.length).getLong();
    List<byte[]> entries = new ArrayList<>();
    while (bytes.remaining() >= FRAME) {
      int length = Short.toUnsignedInt(bytes.getShort());
      if (bytes.remaining() < length + 4) {
        break;
      }
      byte[] entry = new byte[length];
      bytes.get(entry);
      if (bytes.getInt() != checksum(start + entries.size(), entry)) {
        break;
      }
      entries.add(entry);
    }
    return Optional.of(new Content(start, entries));
  }

  /// Makes a batch durable, or throws and leaves the journal as it was.
  void append(List<byte[]> entries) throws IOException {
    if (!tailIsClean) {
      file.truncate(end);
      tailIsClean = true;
    }
    ByteBuffer frames = frames(entries, nextIndex);
    tailIsClean = false;
    file.write(frames, end);
    file.force();
    tailIsClean = true;
    end += frames.capacity();
    nextIndex += entries.size();
  }

  /// Bytes in the file.
  long size() {
    return end;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static ByteBuffer frames(List<byte[]> entries, long firstIndex) {
    int size = entries.stream().mapToInt(entry -> entry.length + FRAME).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    long index = firstIndex;
    for (byte[] entry : entries) {
      out.putShort((short) entry.length).put(entry).putInt(checksum(index++, entry));
    }
    return out.flip();
  }

  private static int checksum(long index, byte[] entry) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(10).putLong(index).putShort((short) entry.length).flip());
    crc.update(entry);
    return (int) crc.getValue();
  }
}
