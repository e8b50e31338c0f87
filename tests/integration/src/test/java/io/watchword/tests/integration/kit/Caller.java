package io.watchword.tests.integration.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One connection to a plain listener, used for one request after the other. Nothing is tried
/// twice: what goes wrong is an exception. Used by one thread.
public final class Caller implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;

  /// An HTTP response.
  ///
  /// @param headers names in lower case
  public record Response(int status, Map<String, String> headers, String body) {

    /// Header `x-watchword-decision-id`, or nothing.
    public String decisionId() {
      return headers.getOrDefault("x-watchword-decision-id", "");
    }
  }

  private Caller(Socket socket) {
    this.socket = socket;
  }

  /// Connects to `host:port`.
  public static Caller connect(String hostPort) throws IOException {
    int colon = hostPort.lastIndexOf(':');
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(
            hostPort.substring(0, colon), Integer.parseInt(hostPort.substring(colon + 1))),
        TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return new Caller(socket);
  }

  /// One `GET` on a connection of its own.
  public static Response get(String hostPort, String path) {
    try (Caller caller = connect(hostPort)) {
      return caller.get(path);
    } catch (IOException e) {
      throw new AssertionError("GET " + path + " at " + hostPort + ": " + e, e);
    }
  }

  /// One exchange with `ledger` on a connection of its own: its greeting and its answer.
  public static String book(String hostPort, String line) throws IOException {
    try (Caller caller = connect(hostPort)) {
      String greeting = caller.line();
      caller.socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      return greeting + "; " + caller.line();
    }
  }

  /// A `GET` that leaves the connection open for the next.
  public Response get(String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nhost: orders\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    String[] status = line().split(" ");
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = socket.getInputStream().readNBytes(length);
    if (body.length < length) {
      throw new IOException("closed within the response");
    }
    return new Response(
        Integer.parseInt(status[1]), headers, new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed without an answer");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
