package io.watchword.identity.x509;

import java.util.ArrayList;
import java.util.List;

/// One name of a subject alternative name: its kind, and its content as it stands in the
/// certificate.
///
/// @param tag the context tag, 0 to 8: see the constants
/// @param content the content bytes, without tag and length
public record GeneralName(int tag, byte[] content) {
  // [1] RFC 5280 §4.2.1.6. Kinds are told apart by their tag alone: an e-mail name that reads
  // `spiffe://…` is an e-mail name.

  /// A name of a kind of its own.
  public static final int OTHER = 0;

  /// An e-mail address.
  public static final int EMAIL = 1;

  /// A DNS name.
  public static final int DNS = 2;

  /// A directory name.
  public static final int DIRECTORY = 4;

  /// A URI.
  public static final int URI = 6;

  /// 4 or 16 bytes.
  public static final int IP = 7;

  private static final int REGISTERED_ID = 8;

  /// The name as text, where its kind is one of those that are written as text.
  public String text() {
    StringBuilder out = new StringBuilder(content.length);
    for (byte b : content) {
      out.append((char) (b & 0xff));
    }
    return out.toString();
  }

  static List<GeneralName> readAll(Der.Element sequence, String what) {
    List<GeneralName> names = new ArrayList<>();
    Der inside = sequence.expect(Der.SEQUENCE, what).inside();
    while (!inside.atEnd()) {
      names.add(read(inside.next(what), what));
    }
    if (names.isEmpty()) {
      throw new MalformedCertificateException(what + " is empty");
    }
    return List.copyOf(names);
  }

  static GeneralName read(Der.Element element, String what) {
    int tag = element.tag() & 0x1f;
    boolean constructed = (element.tag() & 0x20) != 0;
    boolean structured = tag == OTHER || tag == 3 || tag == DIRECTORY || tag == 5;
    if ((element.tag() & 0xc0) != 0x80 || tag > REGISTERED_ID || constructed != structured) {
      throw new MalformedCertificateException(
          String.format("%s has a name with tag 0x%02x", what, element.tag()));
    }
    if (tag == EMAIL || tag == DNS || tag == URI) {
      Der.ascii(element, what);
    }
    return new GeneralName(tag, element.content());
  }
}
