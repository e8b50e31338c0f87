package io.watchword.tests.kit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes DER, also what no sane library would write: tests need certificates with every possible
/// fault.
public final class DerWriter {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DerWriter() {}

  /// One element.
  public static byte[] element(int tag, byte[]... contents) {
    byte[] content = concat(contents);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int skip = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - skip));
      out.write(length, skip, length.length - skip);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  /// A SEQUENCE.
  public static byte[] sequence(byte[]... contents) {
    return element(0x30, contents);
  }

  /// A SET.
  public static byte[] set(byte[]... contents) {
    return element(0x31, contents);
  }

  /// An INTEGER.
  public static byte[] integer(BigInteger value) {
    return element(0x02, value.toByteArray());
  }

  /// An INTEGER.
  public static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  /// A BOOLEAN.
  public static byte[] bool(boolean value) {
    return element(0x01, new byte[] {(byte) (value ? 0xff : 0)});
  }

  /// A BIT STRING of whole bytes.
  public static byte[] bits(byte[] value) {
    return element(0x03, new byte[] {0}, value);
  }

  /// An OCTET STRING.
  public static byte[] octets(byte[] value) {
    return element(0x04, value);
  }

  /// An OBJECT IDENTIFIER.
  public static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeArc(out, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeArc(out, Long.parseLong(arcs[i]));
    }
    return element(0x06, out.toByteArray());
  }

  /// Text under any tag.
  public static byte[] text(int tag, String value) {
    return element(tag, value.getBytes(StandardCharsets.UTF_8));
  }

  /// A UTCTime up to 2049, else a GeneralizedTime.
  public static byte[] time(Instant instant) {
    String text = TIME.format(instant);
    int year = Integer.parseInt(text, 0, 4, 10);
    return year >= 1950 && year < 2050 ? text(0x17, text.substring(2)) : text(0x18, text);
  }

  /// A directory name of `KEY=value` parts; CN, O, OU and C are known. Empty: no parts.
  public static byte[] name(String parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String part : parts.isEmpty() ? new String[0] : parts.split(",")) {
      String[] pair = part.trim().split("=", 2);
      String oid =
          switch (pair[0]) {
            case "CN" -> "2.5.4.3";
            case "C" -> "2.5.4.6";
            case "O" -> "2.5.4.10";
            case "OU" -> "2.5.4.11";
            case "EMAIL" -> "1.2.840.113549.1.9.1";
            default -> throw new IllegalArgumentException("part of a name: " + part);
          };
      int tag = pair[0].equals("C") ? 0x13 : pair[0].equals("EMAIL") ? 0x16 : 0x0c;
      out.writeBytes(set(sequence(oid(oid), text(tag, pair[1]))));
    }
    return sequence(out.toByteArray());
  }

  /// One after the other.
  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void writeArc(ByteArrayOutputStream out, long arc) {
    int shift = 63 - Long.numberOfLeadingZeros(Math.max(arc, 1));
    for (int bits = shift / 7 * 7; bits >= 0; bits -= 7) {
      out.write((int) (arc >> bits & 0x7f) | (bits > 0 ? 0x80 : 0));
    }
  }
}
