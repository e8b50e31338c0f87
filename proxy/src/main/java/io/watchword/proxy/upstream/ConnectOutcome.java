package io.watchword.proxy.upstream;

/// How connecting went. Told once, on the event loop that asked.
public interface ConnectOutcome {

  /// It is ready.
  void connected(UpstreamChannel channel);

  /// It is not to be had.
  void failed(UpstreamFailure failure);
}
