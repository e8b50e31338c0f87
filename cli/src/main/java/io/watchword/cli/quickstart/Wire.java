package io.watchword.cli.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One exchange on a connection of its own, plain or over TLS: what a caller outside the mesh does,
/// without a library between it and the socket. What goes wrong is the reply's `failure`.
final class Wire {

  private static final int TIMEOUT_MILLIS = 5_000;

  private final InetSocketAddress address;
  private final Optional<SSLContext> tls;

  private Wire(InetSocketAddress address, Optional<SSLContext> tls) {
    this.address = address;
    this.tls = tls;
  }

  static Wire plain(String hostPort) {
    return new Wire(Addresses.parse(hostPort), Optional.empty());
  }

  /// TLS with the client certificate of `context`, or none.
  static Wire tls(String hostPort, SSLContext context) {
    return new Wire(Addresses.parse(hostPort), Optional.of(context));
  }

  /// Sends one HTTP request.
  Reply send(Request request) {
    return exchange(
        socket -> {
          socket.getOutputStream().write(bytes(request));
          socket.getOutputStream().flush();
          return response(socket.getInputStream().readAllBytes());
        });
  }

  /// Waits for the server's first line, sends `line`, and reads its answer; both are the body.
  Reply greetAndSay(String line) {
    return exchange(
        socket -> {
          InputStream in = socket.getInputStream();
          String greeting = readLine(in);
          socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
          socket.getOutputStream().flush();
          String answer = readLine(in);
          return new Answer(200, Map.of(), greeting + "; " + answer);
        });
  }

  private interface Conversation {
    Answer hold(Socket socket) throws IOException;
  }

  private record Answer(int status, Map<String, String> headers, String body) {}

  private Reply exchange(Conversation conversation) {
    long begin = System.nanoTime();
    int port = 0;
    try (Socket raw = new Socket()) {
      raw.connect(address, TIMEOUT_MILLIS);
      raw.setSoTimeout(TIMEOUT_MILLIS);
      port = raw.getLocalPort();
      try (Socket socket = secured(raw)) {
        Answer answer = conversation.hold(socket);
        return new Reply(answer.status, answer.headers, answer.body, port, "", millisSince(begin));
      }
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Reply(0, Map.of(), "", port, "connection refused: " + why, millisSince(begin));
    }
  }

  private Socket secured(Socket raw) throws IOException {
    if (tls.isEmpty()) {
      return raw;
    }
    SSLSocket socket =
        (SSLSocket)
            tls.get()
                .getSocketFactory()
                .createSocket(raw, address.getHostString(), address.getPort(), true);
    socket.startHandshake();
    return socket;
  }

  private static byte[] bytes(Request request) {
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    text.append("host: orders.shop\r\nconnection: close\r\n");
    request.headers().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    if (body.length > 0) {
      text.append("content-length: " + body.length + "\r\n");
    }
    return (text + "\r\n" + request.body()).getBytes(StandardCharsets.UTF_8);
  }

  /// The connection was to close after the response, so everything that came is the response.
  private static Answer response(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
      throw new IOException(
          bytes.length == 0 ? "closed without an answer" : "what came is no HTTP response");
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed without an answer");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private static double millisSince(long begin) {
    return Math.round((System.nanoTime() - begin) / 100_000.0) / 10.0;
  }
}
