package io.watchword.platform.bootstrap.config;

import java.nio.file.Path;

/// Where something listens: `HOST:PORT` or `unix:PATH`.
public sealed interface SocketAddressText permits HostPort, UnixSocket {

  /// Reads either form.
  static SocketAddressText parse(String text) {
    return text.startsWith("unix:") ? UnixSocket.parse(text) : HostPort.parse(text);
  }

  /// The same with a relative socket path resolved against `folder`.
  SocketAddressText resolvedAgainst(Path folder);
}
