package io.watchword.proxy.protocol;

/// How much of a head is read before the message is refused.
///
/// @param startLineBytes longest request line or status line; beyond it 414
/// @param headBytes longest head, the start line included; beyond it 431
/// @param fields most header fields; beyond it 431
public record HttpLimits(int startLineBytes, int headBytes, int fields) {

  /// 8 KiB, 32 KiB, 100 fields.
  public static final HttpLimits DEFAULT = new HttpLimits(8 * 1024, 32 * 1024, 100);

  public HttpLimits {
    if (startLineBytes < 64 || headBytes < startLineBytes || fields < 1) {
      throw new IllegalArgumentException(
          "http limits %d, %d, %d (expected: start line >= 64, head >= start line, fields >= 1)"
              .formatted(startLineBytes, headBytes, fields));
    }
  }
}
