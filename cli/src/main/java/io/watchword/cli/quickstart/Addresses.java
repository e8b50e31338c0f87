package io.watchword.cli.quickstart;

import io.watchword.platform.bootstrap.config.HostPort;
import java.net.InetSocketAddress;

/// `127.0.0.1:8080` as an address.
final class Addresses {

  private Addresses() {}

  static InetSocketAddress parse(String hostPort) {
    return HostPort.parse(hostPort).toInetSocketAddress();
  }
}
