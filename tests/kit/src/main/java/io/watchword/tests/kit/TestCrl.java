package io.watchword.tests.kit;

import static io.watchword.tests.kit.DerWriter.bool;
import static io.watchword.tests.kit.DerWriter.concat;
import static io.watchword.tests.kit.DerWriter.element;
import static io.watchword.tests.kit.DerWriter.integer;
import static io.watchword.tests.kit.DerWriter.octets;
import static io.watchword.tests.kit.DerWriter.oid;
import static io.watchword.tests.kit.DerWriter.sequence;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A certificate revocation list in the making, good by default: a test changes what it is about.
/// Made by [TestCa#crl]. Not thread-safe.
public final class TestCrl {

  private final String issuer;
  private KeyPair keys;
  private byte[] version = integer(1);
  private Instant thisUpdate = FakeClock.START.minusSeconds(60);
  private Optional<Instant> nextUpdate = Optional.of(FakeClock.START.plus(Duration.ofHours(1)));
  private byte[] entries = new byte[0];
  private byte[] extensions = new byte[0];
  private byte[] trailer = new byte[0];
  private String signatureName = "";

  TestCrl(String issuer, KeyPair keys) {
    this.issuer = issuer;
    this.keys = keys;
  }

  /// Revokes that certificate.
  public TestCrl revoke(BigInteger serial) {
    return entry(integer(serial), DerWriter.time(thisUpdate));
  }

  /// Revokes that certificate, with an extension of the entry.
  public TestCrl revoke(BigInteger serial, String extension, boolean critical, byte[] value) {
    return entry(
        integer(serial), DerWriter.time(thisUpdate), sequence(print(extension, critical, value)));
  }

  /// An entry of these parts.
  public TestCrl entry(byte[]... parts) {
    entries = concat(entries, sequence(parts));
    return this;
  }

  /// When it was made and when the next is due.
  public TestCrl validity(Instant from, Instant until) {
    thisUpdate = from;
    nextUpdate = Optional.of(until);
    return this;
  }

  /// Without the moment when the next is due.
  public TestCrl noNextUpdate() {
    nextUpdate = Optional.empty();
    return this;
  }

  /// Another version than 2; 1 is written by leaving it away.
  public TestCrl version(int number) {
    version = number == 1 ? new byte[0] : integer(number - 1);
    return this;
  }

  /// An extension of the list.
  public TestCrl extension(String name, boolean critical, byte[] value) {
    extensions = concat(extensions, print(name, critical, value));
    return this;
  }

  /// Somebody else's key.
  public TestCrl keys(KeyPair other) {
    keys = other;
    return this;
  }

  /// Another signature algorithm, by the JDK's name.
  public TestCrl signature(String name) {
    signatureName = name;
    return this;
  }

  /// Bytes after the list.
  public TestCrl trailer(byte[] bytes) {
    trailer = bytes;
    return this;
  }

  /// The list in DER.
  public byte[] sign() {
    String algorithm =
        signatureName.isEmpty() ? TestSignature.fitting(keys.getPublic()) : signatureName;
    byte[] identifier = TestSignature.identifier(algorithm);
    byte[] signed =
        sequence(
            version,
            identifier,
            DerWriter.name(issuer),
            DerWriter.time(thisUpdate),
            nextUpdate.map(DerWriter::time).orElse(new byte[0]),
            entries.length == 0 ? new byte[0] : sequence(entries),
            extensions.length == 0 ? new byte[0] : element(0xa0, sequence(extensions)));
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(keys.getPrivate());
      signer.update(signed);
      return concat(sequence(signed, identifier, DerWriter.bits(signer.sign())), trailer);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The list as PEM.
  public String pem() {
    return TestSvid.pem("X509 CRL", sign());
  }

  private static byte[] print(String name, boolean critical, byte[] value) {
    return sequence(oid(name), critical ? bool(true) : new byte[0], octets(value));
  }
}
