package io.watchword.proxy.tls;

import io.watchword.identity.id.SpiffeId;

/// The TLS library does not take an SVID's key or chain.
public final class TlsContextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TlsContextException(SpiffeId id, Throwable cause) {
    super("svid of `" + id + "` cannot be used for TLS", cause);
  }
}
