package io.watchword.ca.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.platform.bootstrap.config.HostPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;

/// A few documents over HTTPS, for anyone: `GET` and `HEAD` only, no client certificate. Owns its
/// threads.
///
/// TLS 1.3 and 1.2 with the cipher suites that Mozilla's "intermediate" list has in common with
/// Java (SPIFFE Federation §5.1).
public final class HttpsDocuments implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] SUITES = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  };

  private final HttpsServer server;
  private final ExecutorService executor;

  private HttpsDocuments(HttpsServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /// A document: its media type, how long it may be kept (seconds; 0: not at all), and its text as
  /// it is now.
  public record Document(String mediaType, long maxAgeSeconds, Supplier<String> text) {}

  /// Listens on `listen`.
  ///
  /// @param keys what the server presents; asked at each handshake
  /// @param documents by path, such as `/`
  /// @throws IOException where it cannot
  public static HttpsDocuments start(
      HostPort listen, X509ExtendedKeyManager keys, Map<String, Document> documents)
      throws IOException {
    limitClients();
    HttpsServer server = HttpsServer.create(listen.toInetSocketAddress(), BACKLOG);
    server.setHttpsConfigurator(new Configurator(context(keys)));
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("https-", 0).factory());
    server.setExecutor(executor);
    Map<String, Document> byPath = Map.copyOf(documents);
    server.createContext("/", exchange -> answer(exchange, byPath));
    server.start();
    return new HttpsDocuments(server, executor);
  }

  /// Where it listens, with the port that was free if 0 was asked for.
  public HostPort address() {
    return HostPort.of(server.getAddress());
  }

  /// Stops at once.
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  // The JDK's server takes these from the process alone, when its first server is made.
  private static void limitClients() {
    Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "30",
            "jdk.httpserver.maxConnections", "1024",
            "sun.net.httpserver.maxReqHeaders", "64")
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  private static SSLContext context(X509ExtendedKeyManager keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static void answer(HttpExchange exchange, Map<String, Document> documents)
      throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Document document = documents.get(exchange.getRequestURI().getPath());
      if (document == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] body = document.text().get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", document.mediaType());
      exchange
          .getResponseHeaders()
          .set(
              "Cache-Control",
              document.maxAgeSeconds() == 0
                  ? "no-store"
                  : "public, max-age=" + document.maxAgeSeconds());
      if (method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static final class Configurator extends HttpsConfigurator {

    Configurator(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
      wanted.setProtocols(PROTOCOLS);
      wanted.setCipherSuites(SUITES);
      wanted.setNeedClientAuth(false);
      parameters.setSSLParameters(wanted);
    }
  }
}
