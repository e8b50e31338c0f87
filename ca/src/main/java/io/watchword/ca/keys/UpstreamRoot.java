package io.watchword.ca.keys;

import java.security.cert.X509Certificate;

/// A root certificate that the authority above us holds the key of.
///
/// @param name unique in that authority; for a root made by a rotation the name the rotation gave
///   it
public record UpstreamRoot(String name, X509Certificate certificate) {

  /// SHA-256 of the certificate, lower-case hexadecimal.
  public String sha256() {
    return Fingerprints.ofCertificate(certificate);
  }
}
