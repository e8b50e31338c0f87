package io.watchword.ca.vault;

import java.net.URI;

/// A real server with Vault's API, initialised and unsealed. The thread of the test.
public interface VaultServer extends AutoCloseable {

  /// Where it listens now.
  URI address();

  /// What runs, for the output.
  String product();

  /// Who may do everything there.
  VaultOperator operator();

  /// Stops it and starts it again on the same data; it comes back sealed.
  void restart();

  /// Stops it; what it had is lost.
  @Override
  void close();
}
