package io.watchword.proxy.config;

import io.watchword.platform.bootstrap.config.Default;

/// Which TLS implementation; the key `tls`.
public record TlsConfig(@Default("fast") Mode mode) {

  /// A choice of implementation.
  public enum Mode {
    /// BoringSSL.
    FAST,
    /// A validated module.
    FIPS
  }

  public TlsConfig {
    if (mode == Mode.FIPS) {
      throw new IllegalArgumentException(
          "tls mode `fips` is not in this version (expected: `fast`)");
    }
  }
}
