package io.watchword.ca.attestation.http;

import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches one small text from a host that a stranger names, and nothing else from nobody else.
/// Thread-safe; blocks.
///
/// A name is looked up once; each of its addresses must be allowed, and one of these very addresses
/// is connected to: what the name leads to a moment later does not matter. No redirect is followed,
/// no proxy used, no header of the answer understood but its status.
final class ChallengeFetch {
  private static final int MAX_HEAD = 8 * 1024;
  private static final int MAX_BODY = 256;

  /// The look-up of a name.
  @FunctionalInterface
  interface Resolver {
    List<InetAddress> addresses(String host) throws IOException;
  }

  private final Resolver resolver;
  private final List<Network> allowed;
  private final Duration timeout;

  ChallengeFetch(Resolver resolver, List<Network> allowed, Duration timeout) {
    this.resolver = resolver;
    this.allowed = List.copyOf(allowed);
    this.timeout = timeout;
  }

  /// The body of `http://HOST:PORT/PATH`.
  ///
  /// @throws RefusedEvidenceException where it cannot be had
  String get(String host, int port, String path) {
    List<Socket> opened = new ArrayList<>();
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread fetching =
        Thread.ofVirtual()
            .name("challenge-fetch")
            .start(
                () -> {
                  try {
                    answer.complete(fetch(host, port, path, opened));
                  } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                  }
                });
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw refused("no answer within " + timeout.toMillis() + "ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RefusedEvidenceException refused) {
        throw refused;
      }
      if (cause instanceof SocketTimeoutException) {
        throw refused("no answer within " + timeout.toMillis() + "ms");
      }
      // Not the cause's own words: they would tell a stranger how our network looks.
      throw refused(cause instanceof IOException ? "it cannot be reached" : "it failed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("the CA is stopping");
    } finally {
      fetching.interrupt();
      close(opened);
    }
  }

  private String fetch(String host, int port, String path, List<Socket> opened) throws IOException {
    InetAddress address = pinned(host);
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      synchronized (opened) {
        opened.add(socket);
      }
      int millis = (int) timeout.toMillis();
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(address, port), millis);
      String request =
          "GET "
              + path
              + " HTTP/1.0\r\nHost: "
              + host
              + ":"
              + port
              + "\r\nAccept: text/plain\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return body(socket.getInputStream());
    }
  }

  private InetAddress pinned(String host) throws IOException {
    List<InetAddress> addresses = resolver.addresses(host);
    if (addresses.isEmpty()) {
      throw refused("the name leads nowhere");
    }
    for (InetAddress address : addresses) {
      if (!Network.isPublic(address)
          && allowed.stream().noneMatch(network -> network.contains(address))) {
        throw refused("the name leads to an address that is not allowed (allowed-networks)");
      }
    }
    return addresses.getFirst();
  }

  private static String body(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() > MAX_HEAD) {
        throw refused("its answer is no HTTP");
      }
      head.append((char) next);
    }
    String status = head.substring(0, head.indexOf("\r\n"));
    if (!status.matches("HTTP/1\\.[01] 200( .*)?")) {
      throw refused(
          status.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")
              ? "it answered " + status.substring(9, 12) + " (expected: 200)"
              : "its answer is no HTTP");
    }
    byte[] body = in.readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw refused("its answer has more than " + MAX_BODY + " bytes");
    }
    return new String(body, StandardCharsets.US_ASCII);
  }

  private static RefusedEvidenceException refused(String why) {
    return new RefusedEvidenceException("the challenge cannot be fetched: " + why);
  }

  private static void close(List<Socket> opened) {
    synchronized (opened) {
      for (Socket socket : opened) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new IllegalStateException("a socket that cannot be closed", e);
        }
      }
    }
  }
}
