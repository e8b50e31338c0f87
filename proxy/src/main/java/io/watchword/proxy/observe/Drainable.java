package io.watchword.proxy.observe;

/// A connection that can be asked to end without losing anything. Thread-safe: implementations go
/// to their event loop.
public interface Drainable {

  /// Ends at the next point where nothing is lost: HTTP after the answer under way or the next one.
  void drain();

  /// Ends now, in order: an idle HTTP connection is closed, TCP is half-closed.
  void finish();
}
