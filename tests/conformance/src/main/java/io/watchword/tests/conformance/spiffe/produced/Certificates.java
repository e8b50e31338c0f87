package io.watchword.tests.conformance.spiffe.produced;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates with the JDK.
public final class Certificates {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");

  private Certificates() {}

  /// One after the other in DER, nothing between or behind.
  public static List<X509Certificate> der(byte[] bytes) throws CertificateException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    List<X509Certificate> certificates = new ArrayList<>();
    while (in.available() > 0) {
      certificates.add((X509Certificate) factory().generateCertificate(in));
    }
    int length = 0;
    for (X509Certificate certificate : certificates) {
      length += certificate.getEncoded().length;
    }
    if (length != bytes.length) {
      throw new CertificateException(
          length + " bytes of DER certificates in " + bytes.length + " bytes");
    }
    return certificates;
  }

  /// The certificates of a text in PEM, whatever else is in it.
  public static List<X509Certificate> pem(String text) throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher blocks = PEM.matcher(text);
    while (blocks.find()) {
      certificates.addAll(der(Base64.getMimeDecoder().decode(blocks.group(1))));
    }
    return certificates;
  }

  /// A revocation list, DER or PEM.
  public static X509CRL crl(byte[] bytes) throws CRLException, CertificateException {
    return (X509CRL) factory().generateCRL(new ByteArrayInputStream(bytes));
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
