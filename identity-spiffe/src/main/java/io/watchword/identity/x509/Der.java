package io.watchword.identity.x509;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A cursor over DER: definite and minimal lengths, one-byte tags, nothing left over. One thread at
/// a time.
final class Der {
  // [1] X.690 §10.1: the definite form, in the fewest octets. A reader that takes more lets two
  // parties see two certificates.

  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final int MAX_OID_BYTES = 64;

  private final byte[] bytes;
  private final int end;
  private int position;

  private Der(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  static Der of(byte[] bytes) {
    return new Der(bytes, 0, bytes.length);
  }

  /// One element: its tag and where it lies.
  record Element(int tag, byte[] bytes, int start, int contentStart, int end) {

    byte[] content() {
      return Arrays.copyOfRange(bytes, contentStart, end);
    }

    byte[] encoded() {
      return Arrays.copyOfRange(bytes, start, end);
    }

    int length() {
      return end - contentStart;
    }

    Der inside() {
      return new Der(bytes, contentStart, end);
    }

    Element expect(int wanted, String what) {
      if (tag != wanted) {
        throw new MalformedCertificateException(
            String.format("%s has tag 0x%02x (expected: 0x%02x)", what, tag, wanted));
      }
      return this;
    }
  }

  boolean atEnd() {
    return position == end;
  }

  boolean isNext(int tag) {
    return position < end && (bytes[position] & 0xff) == tag;
  }

  Element next(String what) {
    int start = position;
    int tag = octet(what);
    if ((tag & 0x1f) == 0x1f) {
      throw new MalformedCertificateException(what + " has a tag of more than one byte");
    }
    int length = length(what);
    if (length > end - position) {
      throw new MalformedCertificateException(
          what + " is cut: " + length + " bytes announced, " + (end - position) + " there");
    }
    Element element = new Element(tag, bytes, start, position, position + length);
    position += length;
    return element;
  }

  Element next(int tag, String what) {
    return next(what).expect(tag, what);
  }

  Optional<Element> optional(int tag, String what) {
    return isNext(tag) ? Optional.of(next(what)) : Optional.empty();
  }

  void end(String what) {
    if (position != end) {
      throw new MalformedCertificateException((end - position) + " bytes too many after " + what);
    }
  }

  static boolean bool(Element element, String what) {
    element.expect(BOOLEAN, what);
    int value = element.length() == 1 ? element.bytes()[element.contentStart()] & 0xff : -1;
    if (value != 0 && value != 0xff) {
      throw new MalformedCertificateException(what + " is no DER boolean");
    }
    return value == 0xff;
  }

  static BigInteger integer(Element element, String what) {
    return new BigInteger(minimal(element, what));
  }

  /// A non-negative number that fits an `int`.
  static int count(Element element, String what) {
    BigInteger value = integer(element, what);
    if (value.signum() < 0 || value.bitLength() > 31) {
      throw new MalformedCertificateException(what + " is out of range");
    }
    return value.intValue();
  }

  static byte[] minimal(Element element, String what) {
    byte[] value = element.content();
    boolean padded =
        value.length > 1 && (value[0] == 0 && value[1] >= 0 || value[0] == -1 && value[1] < 0);
    if (value.length == 0 || padded) {
      throw new MalformedCertificateException(what + " is no DER integer");
    }
    return value;
  }

  static byte[] wholeBits(Element element, String what) {
    element.expect(BIT_STRING, what);
    if (element.length() < 1 || element.bytes()[element.contentStart()] != 0) {
      throw new MalformedCertificateException(what + " is no string of whole bytes");
    }
    return Arrays.copyOfRange(element.bytes(), element.contentStart() + 1, element.end());
  }

  static String ascii(Element element, String what) {
    for (int i = element.contentStart(); i < element.end(); i++) {
      if (element.bytes()[i] < 0) {
        throw new MalformedCertificateException(what + " has a byte outside ASCII");
      }
    }
    return new String(
        element.bytes(), element.contentStart(), element.length(), StandardCharsets.US_ASCII);
  }

  static String oid(Element element, String what) {
    element.expect(OID, what);
    byte[] value = element.content();
    if (value.length == 0 || value.length > MAX_OID_BYTES || value[value.length - 1] < 0) {
      throw new MalformedCertificateException(what + " is no object identifier");
    }
    StringBuilder text = new StringBuilder();
    long arc = 0;
    boolean first = true;
    boolean fresh = true;
    for (byte b : value) {
      if (fresh && (b & 0xff) == 0x80 || arc > Long.MAX_VALUE >> 8) {
        throw new MalformedCertificateException(what + " is no object identifier");
      }
      arc = arc << 7 | b & 0x7f;
      fresh = b >= 0;
      if (fresh) {
        if (first) {
          long top = Math.min(arc / 40, 2);
          text.append(top).append('.').append(arc - 40 * top);
          first = false;
        } else {
          text.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return text.toString();
  }

  private int octet(String what) {
    if (position >= end) {
      throw new MalformedCertificateException(what + " is missing");
    }
    return bytes[position++] & 0xff;
  }

  private int length(String what) {
    int first = octet(what);
    if (first < 0x80) {
      return first;
    }
    int octets = first & 0x7f;
    if (octets == 0 || octets > 3) {
      throw new MalformedCertificateException(
          what + " has a length of indefinite form or beyond 16 MiB");
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | octet(what);
    }
    if (length < 0x80 || octets > 1 && length >> 8 * (octets - 1) == 0) {
      throw new MalformedCertificateException(
          what + " has a length that is not in its shortest form");
    }
    return length;
  }
}
