package io.watchword.proxy.config;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.Default;
import java.time.Duration;

/// How long the proxy waits for what; the key `timeouts`.
///
/// @param handshake for TLS to be done
/// @param header for a request's head, from its first byte
/// @param detect for a client's first byte on a `detect` listener; then it is TCP
/// @param idle for the next request on a connection
/// @param progress for more bytes of a body under way, in either direction
/// @param answer for the head of the answer
/// @param tcpIdle for any byte on a TCP connection
/// @param connect for a connection to an upstream
/// @param poolIdle how long a connection to the application is kept for re-use: shorter than
///   applications keep theirs
/// @param meshPoolIdle the same for connections to other proxies, whose `idle` is known to be
///   longer
/// @param drain how long connections may take to end: at a stop, and after a root has been replaced
public record Timeouts(
    @Default("5s") @AtLeast("100ms") Duration handshake,
    @Default("10s") @AtLeast("100ms") Duration header,
    @Default("200ms") @AtLeast("1ms") Duration detect,
    @Default("75s") @AtLeast("1s") Duration idle,
    @Default("60s") @AtLeast("100ms") Duration progress,
    @Default("60s") @AtLeast("100ms") Duration answer,
    @Default("1h") @AtLeast("1s") Duration tcpIdle,
    @Default("2s") @AtLeast("10ms") Duration connect,
    @Default("4s") @AtLeast("0s") Duration poolIdle,
    @Default("30s") @AtLeast("0s") Duration meshPoolIdle,
    @Default("30s") @AtLeast("0s") Duration drain) {

  /// What holds where the configuration says nothing.
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMillis(200),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofHours(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));
}
