package io.watchword.tests.kit;

import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// What a test CA hands out: certificates in DER, leaf first, and the leaf's key.
///
/// @param ders leaf first, then intermediates, without the root
/// @param key the leaf's
public record TestSvid(List<byte[]> ders, PrivateKey key) {

  /// The chain, parsed by the JDK. Certificates with faults may not survive this; use [#ders] then.
  public List<X509Certificate> chain() {
    List<X509Certificate> chain = new ArrayList<>();
    ders.forEach(der -> chain.add(parse(der)));
    return List.copyOf(chain);
  }

  /// The leaf's bytes.
  public byte[] leafDer() {
    return ders.getFirst();
  }

  /// As the Workload API sends it.
  public byte[] derChain() {
    return DerWriter.concat(ders.toArray(new byte[0][]));
  }

  /// The key as PKCS#8.
  public byte[] pkcs8() {
    return key.getEncoded();
  }

  /// The chain as PEM.
  public String certificatePem() {
    StringBuilder out = new StringBuilder();
    ders.forEach(der -> out.append(pem("CERTIFICATE", der)));
    return out.toString();
  }

  /// The key as PEM.
  public String keyPem() {
    return pem("PRIVATE KEY", pkcs8());
  }

  /// One PEM block.
  public static String pem(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  static X509Certificate parse(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("the JDK does not read this certificate", e);
    }
  }
}
