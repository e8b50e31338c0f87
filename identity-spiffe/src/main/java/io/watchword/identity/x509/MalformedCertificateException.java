package io.watchword.identity.x509;

import io.watchword.identity.id.IdentityException;

/// Bytes that are no certificate by a strict reading of DER and RFC 5280.
public final class MalformedCertificateException extends IdentityException {

  MalformedCertificateException(String message) {
    super("identity/malformed-certificate", message);
  }

  MalformedCertificateException(String message, Throwable cause) {
    super("identity/malformed-certificate", message, cause);
  }
}
