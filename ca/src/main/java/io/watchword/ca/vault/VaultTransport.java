package io.watchword.ca.vault;

import io.watchword.ca.keys.UpstreamUnavailableException;

/// How requests get to Vault and answers back. Thread-safe; blocks.
///
/// Knows nothing of what they mean: every status is an answer.
public interface VaultTransport extends AutoCloseable {

  /// The answer to `call`, made with `token`.
  ///
  /// @throws UpstreamUnavailableException `ca/upstream-unreachable` where there is none
  VaultAnswer send(VaultCall call, VaultToken token);

  /// What `sys/health` says; needs no token and knows no namespace.
  ///
  /// @throws UpstreamUnavailableException `ca/upstream-unreachable` where there is no answer
  VaultAnswer health();

  @Override
  void close();
}
