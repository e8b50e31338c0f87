package io.watchword.ca.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that nobody may see, wiped when they are done with. Thread-safe: a reader that comes after
/// the wiping finds zeros.
///
/// What leaves it (a request header, a key object) is a copy of its own that others hold: the
/// wiping shortens the time in which a dump of the memory shows it, and no more.
public final class Secret implements AutoCloseable {
  private final byte[] bytes;

  /// Takes `bytes` over: the caller keeps no copy.
  public Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The UTF-8 of `text`, without white space around it.
  public static Secret of(String text) {
    return new Secret(text.strip().getBytes(StandardCharsets.UTF_8));
  }

  /// As a file has it: without white space around it; `file` is wiped.
  public static Secret trimmed(byte[] file) {
    int begin = 0;
    int end = file.length;
    while (begin < end && file[begin] >= 0 && file[begin] <= ' ') {
      begin++;
    }
    while (end > begin && file[end - 1] >= 0 && file[end - 1] <= ' ') {
      end--;
    }
    Secret secret = new Secret(Arrays.copyOfRange(file, begin, end));
    Arrays.fill(file, (byte) 0);
    return secret;
  }

  /// Whether there is nothing in it.
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// A copy, for the caller to wipe.
  public byte[] copy() {
    return bytes.clone();
  }

  /// As the text that some interfaces insist on.
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Wipes it.
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  /// Compares in constant time.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  /// The same for all: where secrets are kept is no map.
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
