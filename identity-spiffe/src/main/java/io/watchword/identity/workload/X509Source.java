package io.watchword.identity.workload;

import java.util.function.Consumer;

/// Where identities come from, kept up to date. Implementations are thread-safe.
public interface X509Source extends AutoCloseable {

  /// The newest state.
  ///
  /// @throws NoIdentityException where there is none, or none that still lives
  X509Context current();

  /// Calls `listener` with every new state, and at once with the one there is. Calls come one at a
  /// time, on the source's own thread or on the caller's; a listener that throws is logged and
  /// kept.
  void onChange(Consumer<X509Context> listener);

  @Override
  void close();
}
