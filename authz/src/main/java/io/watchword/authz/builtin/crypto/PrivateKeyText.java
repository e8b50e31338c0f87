package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Base64Text;
import io.watchword.authz.builtin.keys.Der;
import io.watchword.authz.builtin.keys.PemBlock;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECPoint;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Private keys of PEM texts, as documents. Stateless.
final class PrivateKeyText {

  /// One private key in the two ways in which OPA writes it.
  ///
  /// @param algorithm Go's number, as of public keys
  /// @param document Go's structure
  /// @param web the JSON web key
  record PrivateKey(int algorithm, Value document, Value web) {}

  private static final int MOST = 100;
  private static final int LONGEST_RSA = 16_384;

  private PrivateKeyText() {}

  static List<PrivateKey> all(String text) {
    String pem = text;
    try {
      pem = new String(Base64Text.decode(text), StandardCharsets.ISO_8859_1);
    } catch (BuiltinFailedException notInBase64) {
      // Then it is PEM as it stands.
    }
    List<PrivateKey> keys = new ArrayList<>();
    for (PemBlock block : PemBlock.all(pem, MOST)) {
      switch (block.type()) {
        case "RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY" ->
            keys.add(one(block.type(), block.content()));
        default -> {}
      }
    }
    return keys;
  }

  /// The key of a block of this type.
  static PrivateKey one(String type, byte[] der) {
    try {
      Der key = Der.only(der);
      return switch (type) {
        case "RSA PRIVATE KEY" -> rsa(key);
        case "EC PRIVATE KEY" -> elliptic(key, "");
        default -> pkcs8(key);
      };
    } catch (Der.MalformedDerException | IndexOutOfBoundsException malformed) {
      throw new BuiltinFailedException("asn1: structure error: " + malformed.getMessage());
    } catch (GeneralSecurityException | ArithmeticException invalid) {
      throw new BuiltinFailedException(String.valueOf(invalid.getMessage()));
    }
  }

  private static PrivateKey pkcs8(Der whole) throws GeneralSecurityException {
    List<Der> parts = whole.as(Der.SEQUENCE).children();
    List<Der> identifier = parts.get(1).as(Der.SEQUENCE).children();
    byte[] key = parts.get(2).as(Der.OCTET_STRING).content();
    return switch (identifier.get(0).dotted()) {
      case "1.2.840.113549.1.1.1" -> rsa(Der.only(key));
      case "1.2.840.10045.2.1" -> elliptic(Der.only(key), identifier.get(1).dotted());
      case "1.3.101.112" -> seed("Ed25519", Der.only(key).as(Der.OCTET_STRING).content());
      case "1.3.101.110" -> seed("X25519", Der.only(key).as(Der.OCTET_STRING).content());
      default ->
          throw new BuiltinFailedException(
              "x509: PKCS#8 wrapping contained private key with unknown algorithm: "
                  + identifier.get(0).dotted());
    };
  }

  private static PrivateKey rsa(Der key) {
    List<Der> parts = key.as(Der.SEQUENCE).children();
    BigInteger[] n = new BigInteger[9];
    for (int i = 0; i < n.length; i++) {
      n[i] = parts.get(i).integer();
      if (n[i].bitLength() > LONGEST_RSA) {
        throw new BuiltinFailedException("RSA key is longer than " + LONGEST_RSA + " bits");
      }
      if (i > 0 && n[i].signum() <= 0) {
        throw new BuiltinFailedException("x509: private key contains zero or negative value");
      }
    }
    if (!n[4].multiply(n[5]).equals(n[1])) {
      throw new BuiltinFailedException("crypto/rsa: p * q != n");
    }
    Fields precomputed =
        new Fields()
            .with("Dp", n[6])
            .with("Dq", n[7])
            .with("Qinv", n[8])
            .with("CRTValues", io.watchword.authz.value.ArrayValue.growing(0));
    TableValue document =
        new Fields()
            .with("N", n[1])
            .with("E", n[2])
            .with("D", n[3])
            .list("Primes", List.of(n[4], n[5]), io.watchword.authz.value.NumberValue::of)
            .with("Precomputed", precomputed.done())
            .done();
    Fields web = new Fields().with("kty", "RSA");
    List<String> names = List.of("n", "e", "d", "p", "q", "dp", "dq", "qi");
    for (int i = 0; i < names.size(); i++) {
      web.with(names.get(i), url(unsigned(n[i + 1], 0)));
    }
    return new PrivateKey(1, document, web.done());
  }

  private static PrivateKey elliptic(Der key, String outerCurve) throws GeneralSecurityException {
    List<Der> parts = key.as(Der.SEQUENCE).children();
    BigInteger secret = new BigInteger(1, parts.get(1).as(Der.OCTET_STRING).content());
    String name = outerCurve;
    for (Der part : parts) {
      if (part.isContext(0) && name.isEmpty()) {
        name = part.children().get(0).dotted();
      }
    }
    EllipticCurve curve =
        EllipticCurve.named(name)
            .orElseThrow(() -> new BuiltinFailedException("x509: unknown elliptic curve"));
    ECPoint open = curve.publicPoint(secret);
    TableValue document =
        new Fields()
            .with("Curve", new Fields().done())
            .with("D", secret)
            .with("X", open.getAffineX())
            .with("Y", open.getAffineY())
            .done();
    Fields web =
        new Fields()
            .with("kty", "EC")
            .with("crv", curve.webName())
            .with("d", url(unsigned(secret, curve.bytes())))
            .with("x", url(unsigned(open.getAffineX(), curve.bytes())))
            .with("y", url(unsigned(open.getAffineY(), curve.bytes())));
    return new PrivateKey(3, document, web.done());
  }

  private static PrivateKey seed(String curve, byte[] seed) throws GeneralSecurityException {
    if (seed.length != 32) {
      throw new BuiltinFailedException("x509: invalid " + curve + " private key length");
    }
    byte[] open = publicOf(curve, seed);
    byte[] both = Arrays.copyOf(seed, 64);
    System.arraycopy(open, 0, both, 32, 32);
    boolean signs = curve.equals("Ed25519");
    Fields web = new Fields().with("kty", "OKP").with("crv", curve);
    return new PrivateKey(
        signs ? 4 : 0,
        signs ? Fields.base64(both) : new Fields().done(),
        web.with("d", url(seed)).with("x", url(open)).done());
  }

  // The platform derives public keys only where it makes the private one: it gets the seed as its
  // chance.
  private static byte[] publicOf(String curve, byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(curve);
    generator.initialize(new NamedParameterSpec(curve), new KnownChance(seed));
    byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static final class KnownChance extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] known;

    KnownChance(byte[] known) {
      this.known = known.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(known, 0, bytes, 0, Math.min(known.length, bytes.length));
    }
  }

  private static byte[] unsigned(BigInteger number, int size) {
    byte[] signed = number.toByteArray();
    int from = signed.length > 1 && signed[0] == 0 ? 1 : 0;
    byte[] whole = new byte[Math.max(size, signed.length - from)];
    int length = signed.length - from;
    System.arraycopy(signed, from, whole, whole.length - length, length);
    return whole;
  }

  private static StringValue url(byte[] bytes) {
    return new StringValue(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
