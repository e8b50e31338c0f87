package io.watchword.identity.workload.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// Where a Workload API listens.
public sealed interface EndpointAddress {
  // [1] SPIFFE Workload Endpoint §4: `unix:` without authority and with an absolute path, `tcp:`
  // with an IP address and a port.
  //     `unix:PATH` with a relative path is ours besides, as gRPC has it.

  /// The name of the environment variable that says it where nothing else does.
  String VARIABLE = "SPIFFE_ENDPOINT_SOCKET";

  /// @param path of the socket
  record UnixSocket(Path path) implements EndpointAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /// @param address to connect to
  record Tcp(InetSocketAddress address) implements EndpointAddress {
    @Override
    public String toString() {
      return "tcp://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }
  }

  /// Reads `unix:PATH`, `unix:///PATH` or `tcp://IP:PORT`.
  ///
  /// @throws IllegalArgumentException saying what was expected
  static EndpointAddress parse(String text) {
    if (text.startsWith("unix:")) {
      return unix(text);
    }
    if (text.startsWith("tcp://")) {
      return tcp(text);
    }
    throw refusal(text);
  }

  /// What the environment says, as the specification has it: an absolute path, nothing of ours.
  ///
  /// @throws IllegalArgumentException where it says nothing, or something else
  static EndpointAddress fromEnvironment(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "");
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          VARIABLE + " is not set (expected: `unix:///PATH` or `tcp://IP:PORT`)");
    }
    EndpointAddress address = parse(text);
    if (address instanceof UnixSocket(var path) && !path.isAbsolute()) {
      throw new IllegalArgumentException(
          VARIABLE + " is `" + text + "`, which is no absolute path (expected: `unix:///PATH`)");
    }
    return address;
  }

  private static EndpointAddress unix(String text) {
    String path = text.substring("unix:".length());
    boolean hasAuthority = path.startsWith("//") && !path.startsWith("///");
    if (path.isEmpty() || hasAuthority || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      throw refusal(text);
    }
    return new UnixSocket(Path.of(path.startsWith("///") ? path.substring(2) : path));
  }

  private static EndpointAddress tcp(String text) {
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      boolean plain =
          uri.getRawUserInfo() == null
              && uri.getRawPath().isEmpty()
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (host == null || uri.getPort() < 1 || !plain || !IP.matcher(host).matches()) {
        throw refusal(text);
      }
      return new Tcp(
          new InetSocketAddress(
              InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")), uri.getPort()));
    } catch (URISyntaxException e) {
      throw refusal(text);
    }
  }

  /// An address literal: a name would be looked up, and somebody else may answer.
  Pattern IP = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");

  private static IllegalArgumentException refusal(String text) {
    return new IllegalArgumentException(
        "`" + text + "` is no Workload API address (expected: `unix:///PATH` or `tcp://IP:PORT`)");
  }
}
