package io.watchword.ca.federation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A bundle endpoint that a test makes answer what it likes.
final class TestEndpoint implements AutoCloseable {
  private final HttpsServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile HttpHandler answer = exchange -> exchange.sendResponseHeaders(500, -1);

  TestEndpoint(TestSvid certificate) throws Exception {
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            answer.handle(exchange);
          }
        });
    server.start();
  }

  void answers(int status, String body) {
    answer = exchange -> send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  void answers(byte[] body) {
    answer = exchange -> send(exchange, 200, body);
  }

  void redirects(int status, String location) {
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(status, -1);
        };
  }

  /// How often anyone got through TLS.
  int asked() {
    return asked.get();
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static SSLContext context(TestSvid certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        certificate.key(),
        new char[0],
        certificate.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
