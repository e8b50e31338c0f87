package io.watchword.cli.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.identity.svid.X509Svid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// What an attacker in authz's place would be: it has a valid identity and serves whatever bundle
/// it likes.
final class BundleServer implements AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final HttpsServer server;
  private volatile byte[] bundle;

  private BundleServer(HttpsServer server, byte[] bundle) {
    this.server = server;
    this.bundle = bundle;
  }

  static BundleServer start(X509Svid identity, byte[] bundle) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    BundleServer serving = new BundleServer(server, bundle);
    server.setHttpsConfigurator(new HttpsConfigurator(Credentials.of(identity)));
    server.createContext("/", serving::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return serving;
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/bundle.tar.gz";
  }

  void serve(byte[] other) {
    bundle = other;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] current = awaitOther(exchange.getRequestHeaders().getFirst("if-none-match"));
    String tag = tag(current);
    exchange.getResponseHeaders().set("etag", tag);
    // Says that this server holds a request until there is something new.
    exchange.getResponseHeaders().set("content-type", "application/vnd.openpolicyagent.bundles");
    try (exchange) {
      if (tag.equals(exchange.getRequestHeaders().getFirst("if-none-match"))) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      exchange.sendResponseHeaders(200, current.length);
      exchange.getResponseBody().write(current);
    }
  }

  /// The bundle, as soon as it is another than the caller has; the one it has after a while.
  private synchronized byte[] awaitOther(@Nullable String had) {
    long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
    try {
      while (tag(bundle).equals(had) && System.nanoTime() < deadline) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return bundle;
  }

  private static String tag(byte[] bundle) {
    return "\"" + BundleDigest.of(bundle) + "\"";
  }
}
