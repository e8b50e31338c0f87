package io.watchword.proxy.tls;

import io.watchword.proxy.observe.Cause;
import java.security.cert.CertificateException;

/// Our verdict on a peer's certificate, on its way through the TLS library to the handshake's end.
final class RefusedPeerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  private final Cause reason;

  RefusedPeerException(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  Cause reason() {
    return reason;
  }
}
