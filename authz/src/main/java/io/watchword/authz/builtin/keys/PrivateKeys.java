package io.watchword.authz.builtin.keys;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/// Private keys of PEM blocks for the platform, which reads PKCS #8 only. Stateless.
public final class PrivateKeys {

  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  private static final byte[] ELLIPTIC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /// @throws GeneralSecurityException if it is no key that the platform knows
  public static PrivateKey of(PemBlock block) throws GeneralSecurityException {
    byte[] pkcs8;
    try {
      pkcs8 =
          switch (block.type()) {
            case "RSA PRIVATE KEY" -> wrapped(RSA, block.content());
            case "EC PRIVATE KEY" -> wrapped(curve(block.content()), block.content());
            default -> block.content();
          };
    } catch (Der.MalformedDerException | IndexOutOfBoundsException malformed) {
      throw new GeneralSecurityException(malformed.getMessage(), malformed);
    }
    for (String kind : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException anotherKind) {
        // The next one may be it.
      }
    }
    throw new GeneralSecurityException("tls: failed to parse private key");
  }

  // RFC 5915 §3: the curve stands inside, where PKCS #8 wants it outside.
  private static byte[] curve(byte[] key) throws GeneralSecurityException {
    for (Der part : Der.only(key).as(Der.SEQUENCE).children()) {
      if (part.isContext(0)) {
        return tagged(Der.SEQUENCE, ELLIPTIC, part.children().getFirst().encoded());
      }
    }
    throw new GeneralSecurityException("tls: failed to parse private key");
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return tagged(Der.SEQUENCE, VERSION, algorithm, tagged(Der.OCTET_STRING, key));
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length < 0x80) {
      whole.write(length);
    } else {
      whole.write(0x84);
      for (int shift = 24; shift >= 0; shift -= 8) {
        whole.write(length >> shift);
      }
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
