package io.watchword.tests.kit;

import static io.watchword.tests.kit.DerWriter.bool;
import static io.watchword.tests.kit.DerWriter.concat;
import static io.watchword.tests.kit.DerWriter.element;
import static io.watchword.tests.kit.DerWriter.integer;
import static io.watchword.tests.kit.DerWriter.octets;
import static io.watchword.tests.kit.DerWriter.oid;
import static io.watchword.tests.kit.DerWriter.sequence;
import static io.watchword.tests.kit.DerWriter.text;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A certificate in the making, good by default: a test changes what it is about. Not thread-safe.
public final class TestCertificate {

  /// Since when certificates of tests are valid, unless they say otherwise.
  public static final Instant NOT_BEFORE = Instant.parse("2020-01-01T00:00:00Z");

  /// Until when, unless they say otherwise.
  public static final Instant NOT_AFTER = Instant.parse("2049-12-31T23:59:59Z");

  /// Bits of key usage, as RFC 5280 numbers them.
  public static final int DIGITAL_SIGNATURE = 0;

  /// See [#DIGITAL_SIGNATURE].
  public static final int KEY_ENCIPHERMENT = 2;

  /// See [#DIGITAL_SIGNATURE].
  public static final int KEY_AGREEMENT = 4;

  /// See [#DIGITAL_SIGNATURE].
  public static final int KEY_CERT_SIGN = 5;

  /// See [#DIGITAL_SIGNATURE].
  public static final int CRL_SIGN = 6;

  /// Object identifier of the extended key usage serverAuth.
  public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  /// Object identifier of the extended key usage clientAuth.
  public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private record Extension(boolean critical, byte[] value) {}

  private final Map<String, Extension> extensions = new LinkedHashMap<>();
  private final List<byte[]> names = new ArrayList<>();
  private boolean namesCritical;
  private BigInteger serial;
  private String subject = "CN=test";
  private Instant notBefore = NOT_BEFORE;
  private Instant notAfter = NOT_AFTER;
  private KeyPair keys;
  private int version = 3;
  private String signatureName = "";
  private UnaryOperator<byte[]> mangled = UnaryOperator.identity();
  private byte[] repeatedExtension = new byte[0];

  TestCertificate(KeyPair keys, BigInteger serial) {
    this.keys = keys;
    this.serial = serial;
  }

  /// Serial number.
  public TestCertificate serial(BigInteger value) {
    serial = value;
    return this;
  }

  /// Subject, as `CN=a,O=b`; empty for none.
  public TestCertificate subject(String value) {
    subject = value;
    return this;
  }

  /// Validity.
  public TestCertificate validity(Instant from, Instant until) {
    notBefore = from;
    notAfter = until;
    return this;
  }

  /// The key pair it is about.
  public TestCertificate keys(KeyPair value) {
    keys = value;
    return this;
  }

  /// X.509 version: 1 or 3.
  public TestCertificate version(int value) {
    version = value;
    return this;
  }

  /// Name of the signature algorithm, `SHA1withECDSA` for example; default: fits the issuer's key.
  public TestCertificate signedBy(String algorithm) {
    signatureName = algorithm;
    return this;
  }

  /// Adds a URI to the names.
  public TestCertificate uri(String uri) {
    return generalName(6, uri.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a DNS name.
  public TestCertificate dns(String name) {
    return generalName(2, name.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds an e-mail name.
  public TestCertificate email(String name) {
    return generalName(1, name.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds an IP address of 4 or 16 bytes.
  public TestCertificate ip(byte... address) {
    return generalName(7, address);
  }

  /// Adds a name of a kind of its own.
  public TestCertificate otherName(String type, String value) {
    names.add(element(0xa0, oid(type), element(0xa0, text(0x0c, value))));
    return this;
  }

  /// Adds a directory name.
  public TestCertificate directoryName(String value) {
    names.add(element(0xa4, DerWriter.name(value)));
    return this;
  }

  /// Takes all names away.
  public TestCertificate noNames() {
    names.clear();
    return this;
  }

  /// Whether the names are critical.
  public TestCertificate namesCritical(boolean value) {
    namesCritical = value;
    return this;
  }

  /// Basic constraints; a negative path length is absent.
  public TestCertificate basicConstraints(boolean critical, boolean authority, int pathLength) {
    byte[] ca = authority ? bool(true) : new byte[0];
    byte[] length = pathLength < 0 ? new byte[0] : integer(pathLength);
    return extension("2.5.29.19", critical, sequence(ca, length));
  }

  /// Key usage of these bits.
  public TestCertificate keyUsage(boolean critical, int... bits) {
    int value = 0;
    int highest = 0;
    for (int bit : bits) {
      value |= 0x80 >> bit;
      highest = Math.max(highest, bit);
    }
    return extension(
        "2.5.29.15", critical, element(0x03, new byte[] {(byte) (7 - highest), (byte) value}));
  }

  /// Extended key usage of these object identifiers.
  public TestCertificate extendedKeyUsage(boolean critical, String... uses) {
    byte[][] oids = new byte[uses.length][];
    for (int i = 0; i < uses.length; i++) {
      oids[i] = oid(uses[i]);
    }
    return extension("2.5.29.37", critical, sequence(oids));
  }

  /// URI name constraints; an empty list is absent.
  public TestCertificate uriConstraints(
      boolean critical, List<String> permitted, List<String> excluded) {
    return extension(
        "2.5.29.30",
        critical,
        sequence(subtrees(0xa0, 0x86, permitted), subtrees(0xa1, 0x86, excluded)));
  }

  /// DNS name constraints; an empty list is absent.
  public TestCertificate dnsConstraints(
      boolean critical, List<String> permitted, List<String> excluded) {
    return extension(
        "2.5.29.30",
        critical,
        sequence(subtrees(0xa0, 0x82, permitted), subtrees(0xa1, 0x82, excluded)));
  }

  /// Any extension; replaces the one of that name.
  public TestCertificate extension(String oid, boolean critical, byte[] value) {
    extensions.put(oid, new Extension(critical, value));
    return this;
  }

  /// Takes an extension away.
  public TestCertificate without(String oid) {
    extensions.remove(oid);
    return this;
  }

  /// Adds an extension a second time.
  public TestCertificate twice(String oid) {
    Extension extension = Objects.requireNonNull(extensions.get(oid), oid);
    repeatedExtension = print(oid, extension.critical(), extension.value());
    return this;
  }

  /// Changes the signed part before it is signed.
  public TestCertificate mangle(UnaryOperator<byte[]> change) {
    mangled = change;
    return this;
  }

  KeyPair keys() {
    return keys;
  }

  String subject() {
    return subject;
  }

  private TestCertificate generalName(int tag, byte[] content) {
    names.add(element(0x80 | tag, content));
    return this;
  }

  byte[] sign(String issuer, PrivateKey issuerKey, PublicKey issuerPublicKey) {
    String algorithm =
        signatureName.isEmpty() ? TestSignature.fitting(issuerPublicKey) : signatureName;
    byte[] identifier = TestSignature.identifier(algorithm);
    byte[] signed =
        mangled.apply(
            sequence(
                version == 1 ? new byte[0] : element(0xa0, integer(version - 1)),
                integer(serial),
                identifier,
                DerWriter.name(issuer),
                sequence(DerWriter.time(notBefore), DerWriter.time(notAfter)),
                DerWriter.name(subject),
                keys.getPublic().getEncoded(),
                version == 1 ? new byte[0] : element(0xa3, sequence(printExtensions()))));
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(issuerKey);
      signer.update(signed);
      return sequence(signed, identifier, DerWriter.bits(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] printExtensions() {
    byte[] out = new byte[0];
    for (Map.Entry<String, Extension> entry : extensions.entrySet()) {
      out =
          concat(out, print(entry.getKey(), entry.getValue().critical(), entry.getValue().value()));
    }
    if (!names.isEmpty()) {
      out =
          concat(
              out,
              print("2.5.29.17", namesCritical, sequence(concat(names.toArray(new byte[0][])))));
    }
    return concat(out, repeatedExtension);
  }

  private static byte[] print(String oid, boolean critical, byte[] value) {
    return sequence(oid(oid), critical ? bool(true) : new byte[0], octets(value));
  }

  private static byte[] subtrees(int tag, int nameTag, List<String> bases) {
    if (bases.isEmpty()) {
      return new byte[0];
    }
    byte[] out = new byte[0];
    for (String base : bases) {
      out = concat(out, sequence(text(nameTag, base)));
    }
    return element(tag, out);
  }
}
