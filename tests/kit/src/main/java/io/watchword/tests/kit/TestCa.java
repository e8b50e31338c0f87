package io.watchword.tests.kit;

import static io.watchword.tests.kit.TestCertificate.CLIENT_AUTH;
import static io.watchword.tests.kit.TestCertificate.CRL_SIGN;
import static io.watchword.tests.kit.TestCertificate.DIGITAL_SIGNATURE;
import static io.watchword.tests.kit.TestCertificate.KEY_CERT_SIGN;
import static io.watchword.tests.kit.TestCertificate.SERVER_AUTH;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A certificate authority for tests: a root, intermediates below it, and leaves, good by default and with any fault on demand.
/// Everything is valid from 2020 to 2049, keys are P-256. Immutable; thread-safe.
///
///     TestCa root = TestCa.root("example.org");
///     TestSvid svid = root.intermediate().leaf("spiffe://example.org/ns/shop/sa/web");
///     TestSvid bad = root.leaf("spiffe://example.org/web", c -> c.keyUsage(true, TestCertificate.KEY_CERT_SIGN));
///
/// It writes DER by itself: no library would sign what the tests need, and bc-fips takes seconds to start.
public final class TestCa {

  private static final AtomicLong SERIAL = new AtomicLong(0x1000);

  private final String trustDomain;
  private final String subject;
  private final KeyPair keys;
  private final byte[] certificate;
  private final List<byte[]> chain;

  private TestCa(
      String trustDomain, String subject, KeyPair keys, byte[] certificate, List<byte[]> chain) {
    this.trustDomain = trustDomain;
    this.subject = subject;
    this.keys = keys;
    this.certificate = certificate;
    this.chain = chain;
  }

  /// A self-signed root with the SPIFFE ID of the trust domain.
  public static TestCa root(String trustDomain) {
    return root(trustDomain, c -> {});
  }

  /// The same, changed by `deviation`.
  public static TestCa root(String trustDomain, Consumer<TestCertificate> deviation) {
    long serial = SERIAL.incrementAndGet();
    TestCertificate made =
        authority(trustDomain, "CN=root " + serial + " of " + trustDomain, serial);
    deviation.accept(made);
    byte[] der = made.sign(made.subject(), made.keys().getPrivate(), made.keys().getPublic());
    return new TestCa(trustDomain, made.subject(), made.keys(), der, List.of());
  }

  /// An intermediate of path length 0.
  public TestCa intermediate() {
    return intermediate(c -> c.basicConstraints(true, true, 0));
  }

  /// An intermediate without path length, changed by `deviation`.
  public TestCa intermediate(Consumer<TestCertificate> deviation) {
    long serial = SERIAL.incrementAndGet();
    TestCertificate made =
        authority(trustDomain, "CN=intermediate " + serial + " of " + trustDomain, serial);
    deviation.accept(made);
    byte[] der = made.sign(subject, keys.getPrivate(), keys.getPublic());
    List<byte[]> below = new ArrayList<>(List.of(der));
    below.addAll(chain);
    return new TestCa(trustDomain, made.subject(), made.keys(), der, List.copyOf(below));
  }

  /// An SVID with a new key.
  public TestSvid leaf(String spiffeId) {
    return leaf(spiffeId, c -> {});
  }

  /// The same, changed by `deviation`. The ID is the first URI; `noNames()` takes it away.
  public TestSvid leaf(String spiffeId, Consumer<TestCertificate> deviation) {
    TestCertificate made =
        new TestCertificate(TestKeys.ec(), BigInteger.valueOf(SERIAL.incrementAndGet()))
            .subject("CN=leaf,O=test")
            .basicConstraints(true, false, -1)
            .keyUsage(true, DIGITAL_SIGNATURE)
            .extendedKeyUsage(false, SERVER_AUTH, CLIENT_AUTH)
            .uri(spiffeId);
    deviation.accept(made);
    byte[] der = made.sign(subject, keys.getPrivate(), keys.getPublic());
    List<byte[]> ders = new ArrayList<>(List.of(der));
    ders.addAll(chain);
    return new TestSvid(List.copyOf(ders), made.keys().getPrivate());
  }

  /// A revocation list, empty and good for an hour.
  public TestCrl crl() {
    return new TestCrl(subject, keys);
  }

  /// The authority's own certificate, parsed by the JDK.
  public X509Certificate certificate() {
    return TestSvid.parse(certificate);
  }

  /// The authority's own certificate.
  public byte[] der() {
    return certificate.clone();
  }

  /// The authority's own certificate as PEM.
  public String pem() {
    return TestSvid.pem("CERTIFICATE", certificate);
  }

  /// The authority's key.
  public PrivateKey key() {
    return keys.getPrivate();
  }

  /// The authority's key pair.
  public KeyPair keys() {
    return keys;
  }

  /// Its trust domain's name.
  public String trustDomain() {
    return trustDomain;
  }

  private static TestCertificate authority(String trustDomain, String subject, long serial) {
    return new TestCertificate(TestKeys.ec(), BigInteger.valueOf(serial))
        .subject(subject)
        .basicConstraints(true, true, -1)
        .keyUsage(true, KEY_CERT_SIGN, CRL_SIGN)
        .uri("spiffe://" + trustDomain);
  }
}
