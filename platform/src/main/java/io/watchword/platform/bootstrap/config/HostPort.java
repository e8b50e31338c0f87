package io.watchword.platform.bootstrap.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// `HOST:PORT`, with IPv6 addresses in brackets. Port 0 asks for a free one.
public record HostPort(String host, int port) implements SocketAddressText {

  public HostPort {
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || "/@[]\"'".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("`" + host + "` is no host name or address");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port `" + port + "` (expected: 0 to 65535)");
    }
  }

  /// Reads `127.0.0.1:8080`, `[::1]:8080` or `name:8080`.
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty()
        || host.contains(":") != bracketed
        || port.isEmpty()
        || port.length() > 5
        || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          "`" + text + "` is no address (expected: HOST:PORT such as `127.0.0.1:8080`)");
    }
    return new HostPort(
        bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
  }

  /// The address that a socket is bound to.
  public static HostPort of(InetSocketAddress address) {
    return new HostPort(
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress(),
        address.getPort());
  }

  /// For the JDK; looks the name up.
  public InetSocketAddress toInetSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public HostPort resolvedAgainst(Path folder) {
    return this;
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
