package io.watchword.ca.keys;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/// Certificates from their DER, as objects of the JDK.
public final class Certificates {

  private Certificates() {}

  /// The certificate in `der`.
  ///
  /// @throws KeysException `ca/certificate-unreadable`
  public static X509Certificate parse(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new KeysException(
          "ca/certificate-unreadable", "bytes that are no X.509 certificate: " + e.getMessage(), e);
    }
  }
}
