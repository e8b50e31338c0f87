package io.watchword.identity.x509;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;

/// How subject and issuer names are compared.
final class DistinguishedNames {
  // [1] RFC 5280 §7.1: bytes first, else as the canonical form (case and inner spaces of printable
  // strings do not matter).

  private DistinguishedNames() {}

  static X500Principal principal(byte[] name) {
    try {
      return new X500Principal(name);
    } catch (IllegalArgumentException e) {
      throw new MalformedCertificateException("directory name cannot be read", e);
    }
  }

  static boolean same(byte[] name, byte[] other) {
    return Arrays.equals(name, other) || principal(name).equals(principal(other));
  }

  static boolean isEmpty(byte[] name) {
    return name.length == 2;
  }

  static byte[] sequenceOf(byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(part.length + 4);
    out.write(Der.SEQUENCE);
    if (part.length < 0x80) {
      out.write(part.length);
    } else if (part.length < 0x100) {
      out.write(0x81);
      out.write(part.length);
    } else {
      out.write(0x82);
      out.write(part.length >> 8);
      out.write(part.length);
    }
    out.writeBytes(part);
    return out.toByteArray();
  }
}
