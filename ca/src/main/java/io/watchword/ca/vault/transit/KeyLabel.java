package io.watchword.ca.vault.transit;

import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.SigningKeySigner;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/// A certificate that says nothing, for the first place of a chain in Transit: the engine keeps a
/// chain with a key only where that begins with a leaf for it, and ours begin with a CA.
///
/// It ended in 1970, names nobody and may sign nothing, so whoever gets hold of it has nothing.
final class KeyLabel {
  private static final X500Name NAME = new X500Name("CN=Watchword key label");

  private KeyLabel() {}

  /// The label of `key`.
  static X509Certificate of(SigningKey key) {
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            NAME,
            BigInteger.ONE,
            Date.from(Instant.EPOCH),
            Date.from(Instant.EPOCH.plus(1, ChronoUnit.SECONDS)),
            Locale.ROOT,
            NAME,
            SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.nonRepudiation));
      return Certificates.parse(builder.build(new SigningKeySigner(key)).getEncoded());
    } catch (IOException e) {
      throw new KeysException("ca/signing-failed", "a key label cannot be built", e);
    }
  }
}
