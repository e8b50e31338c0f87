package io.watchword.tests.conformance.spiffe.federation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A bundle endpoint on the loopback address that answers what it is told to, with a certificate
/// that it is given; counts its requests.
final class BadServer implements AutoCloseable {

  private static final char[] PASSWORD = "x".toCharArray();

  private final HttpServer server;
  private final boolean tls;
  private final AtomicInteger requests = new AtomicInteger();

  private BadServer(HttpServer server, boolean tls, int status, String location, String body) {
    this.server = server;
    this.tls = tls;
    server.createContext("/", exchange -> answer(exchange, status, location, body));
    server.start();
  }

  /// One that serves `body` as a bundle.
  static BadServer serving(TestSvid identity, String body) {
    return start(identity, 200, "", body);
  }

  /// One that sends its clients elsewhere.
  static BadServer redirecting(TestSvid identity, String location) {
    return start(identity, 307, location, "");
  }

  /// One that answers with `status`.
  static BadServer failing(TestSvid identity, int status) {
    return start(identity, status, "", "");
  }

  /// One without TLS.
  static BadServer plain(String body) {
    try {
      return new BadServer(HttpServer.create(address(), 0), false, 200, "", body);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  String url() {
    return url("");
  }

  /// The URL with something before its host, `user@` for example.
  String url(String before) {
    return (tls ? "https://" : "http://")
        + before
        + "localhost:"
        + server.getAddress().getPort()
        + "/bundle";
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, int status, String location, String body)
      throws IOException {
    requests.incrementAndGet();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (!location.isEmpty()) {
      exchange.getResponseHeaders().set("Location", location);
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (exchange) {
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static BadServer start(TestSvid identity, int status, String location, String body) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", identity.key(), PASSWORD, identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      HttpsServer server = HttpsServer.create(address(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      return new BadServer(server, true, status, location, body);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
