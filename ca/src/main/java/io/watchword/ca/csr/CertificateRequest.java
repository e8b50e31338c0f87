package io.watchword.ca.csr;

/// What a caller sent: bytes that claim to be a PKCS#10 request. Nothing is checked yet.
public record CertificateRequest(byte[] der) {

  /// Copies the bytes.
  public CertificateRequest {
    der = der.clone();
  }

  /// A copy of the bytes.
  @Override
  public byte[] der() {
    return der.clone();
  }
}
