package io.watchword.authz.builtin.keys;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One element of a DER encoding (X.690): its tag, and where it stands in the whole. Nothing is
/// read before it is asked for, so that nesting costs nothing.
public final class Der {

  public static final int BOOLEAN = 0x01;
  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int OCTET_STRING = 0x04;
  public static final int OID = 0x06;
  public static final int UTF8 = 0x0c;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  /// An encoding that is none.
  public static final class MalformedDerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedDerException(String message) {
      super(message);
    }
  }

  private final byte[] whole;
  private final int tag;
  private final int start;
  private final int from;
  private final int to;

  private Der(byte[] whole, int tag, int start, int from, int to) {
    this.whole = whole;
    this.tag = tag;
    this.start = start;
    this.from = from;
    this.to = to;
  }

  /// The only element of `bytes`.
  ///
  /// @throws MalformedDerException if there is none, or more
  public static Der only(byte[] bytes) {
    Der first = at(bytes, 0, bytes.length);
    if (first.to != bytes.length) {
      throw new MalformedDerException("trailing data");
    }
    return first;
  }

  /// All elements of `bytes`, one after the other.
  public static List<Der> all(byte[] bytes) {
    return all(bytes, 0, bytes.length);
  }

  private static List<Der> all(byte[] whole, int from, int to) {
    List<Der> found = new ArrayList<>();
    int at = from;
    while (at < to) {
      Der one = at(whole, at, to);
      found.add(one);
      at = one.to;
    }
    return found;
  }

  private static Der at(byte[] whole, int at, int end) {
    if (end - at < 2 || (whole[at] & 0x1f) == 0x1f) {
      throw new MalformedDerException("truncated or with a long tag");
    }
    int tag = whole[at] & 0xff;
    long length = whole[at + 1] & 0xff;
    int from = at + 2;
    if (length > 0x7f) {
      int count = (int) length & 0x7f;
      if (count == 0 || count > 4 || from + count > end) {
        throw new MalformedDerException("bad length");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | whole[from++] & 0xff;
      }
      if (length < 0x80 || count > 1 && length >> 8 * (count - 1) == 0) {
        throw new MalformedDerException("length is not minimal");
      }
    }
    if (length > end - from) {
      throw new MalformedDerException("truncated");
    }
    return new Der(whole, tag, at, from, from + (int) length);
  }

  public int tag() {
    return tag;
  }

  /// Whether it is the context-specific element `[number]`.
  public boolean isContext(int number) {
    return (tag & 0xdf) == (0x80 | number);
  }

  /// The same, which must have this tag.
  public Der as(int expected) {
    if (tag != expected) {
      throw new MalformedDerException("tag " + tag + " (expected: " + expected + ")");
    }
    return this;
  }

  /// What is inside.
  public List<Der> children() {
    return all(whole, from, to);
  }

  /// Its content.
  public byte[] content() {
    return Arrays.copyOfRange(whole, from, to);
  }

  /// Tag, length and content.
  public byte[] encoded() {
    return Arrays.copyOfRange(whole, start, to);
  }

  public BigInteger integer() {
    byte[] content = as(INTEGER).content();
    boolean padded =
        content.length > 1
            && (content[0] == 0 && content[1] >= 0 || content[0] == -1 && content[1] < 0);
    if (content.length == 0 || padded) {
      throw new MalformedDerException("integer is empty or not minimal");
    }
    return new BigInteger(content);
  }

  /// An integer, whatever its tag.
  public int smallInteger() {
    byte[] content = content();
    if (content.length == 0 || content.length > 4) {
      throw new MalformedDerException("integer is too large");
    }
    return new BigInteger(content).intValue();
  }

  public boolean bool() {
    byte[] content = as(BOOLEAN).content();
    if (content.length != 1 || content[0] != 0 && content[0] != -1) {
      throw new MalformedDerException("boolean");
    }
    return content[0] != 0;
  }

  /// The bytes of a bit string.
  public byte[] bits() {
    byte[] content = as(BIT_STRING).content();
    if (content.length == 0 || content[0] < 0 || content[0] > 7) {
      throw new MalformedDerException("bit string");
    }
    return Arrays.copyOfRange(content, 1, content.length);
  }

  /// The arcs of an object identifier.
  public List<Long> oid() {
    byte[] content = as(OID).content();
    List<Long> arcs = new ArrayList<>();
    long arc = 0;
    for (byte part : content) {
      if (arc > Long.MAX_VALUE >> 8) {
        throw new MalformedDerException("object identifier is too large");
      }
      arc = arc << 7 | part & 0x7f;
      if (part >= 0) {
        if (arcs.isEmpty()) {
          long first = Math.min(arc / 40, 2);
          arcs.add(first);
          arc -= 40 * first;
        }
        arcs.add(arc);
        arc = 0;
      }
    }
    if (content.length == 0 || content[content.length - 1] < 0) {
      throw new MalformedDerException("object identifier");
    }
    return arcs;
  }

  /// An object identifier as `1.2.3`.
  public String dotted() {
    return String.join(".", oid().stream().map(String::valueOf).toList());
  }
}
