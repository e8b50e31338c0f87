package io.watchword.proxy.config;

import io.watchword.platform.bootstrap.config.ExactlyOne;
import io.watchword.platform.bootstrap.config.Inline;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a workload's identity comes from; the key `identity`.
///
/// @param workloadApi socket of the agent; the SVID whose hint is the workload's name is used
/// @param files read again when they change
@ExactlyOne
public record IdentityConfig(Optional<UnixSocket> workloadApi, Optional<Files> files) {

  /// An identity in files.
  ///
  /// @param certificates PEM, leaf first
  /// @param key PEM, PKCS#8
  public record Files(Path certificates, Path key, Bundle bundle) {}

  /// Whom to trust.
  public sealed interface Bundle {

    /// Roots of the own trust domain as PEM or SPIFFE bundle JSON, or a bundle map.
    @Inline
    record OneFile(Path file) implements Bundle {}

    /// A file per trust domain.
    @Inline
    record PerDomain(Map<String, Path> files) implements Bundle {}
  }
}
