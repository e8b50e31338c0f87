package io.watchword.proxy.upstream;

/// A connection that can wait in a pool. Confined to its event loop.
public interface Pooled {

  /// The upstream's epoch when it was connected.
  int epoch();

  /// Closes it, now that it serves nobody.
  void retire();
}
