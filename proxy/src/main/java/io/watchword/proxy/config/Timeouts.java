package io.watchword.proxy.config;

import java.time.Duration;

/// How long the proxy waits for what.
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
/// @param drain how long connections may take to end
public record Timeouts(
    Duration handshake,
    Duration header,
    Duration detect,
    Duration idle,
    Duration progress,
    Duration answer,
    Duration tcpIdle,
    Duration connect,
    Duration poolIdle,
    Duration meshPoolIdle,
    Duration drain) {

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
