package io.watchword.bundles.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.bundles.mtls.ExpectedPeer;
import io.watchword.bundles.mtls.MeshTls;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.workload.X509Context;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/// A bundle server whose every answer the test gives: a request waits until there is one.
final class BundleShelf implements AutoCloseable {

  /// What the server was asked.
  record Asked(String ifNoneMatch, String prefer) {}

  record Answer(int status, String etag, byte[] body, String contentType) {
    static Answer bundle(String etag, String body) {
      return new Answer(
          200,
          etag,
          body.getBytes(StandardCharsets.UTF_8),
          "application/vnd.openpolicyagent.bundles");
    }

    static Answer status(int status) {
      return new Answer(status, "", new byte[0], "application/vnd.openpolicyagent.bundles");
    }
  }

  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final HttpsServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  BundleShelf(X509Context context, String trustDomain) {
    SSLContext tls =
        MeshTls.context(
            context.defaultSvid(),
            context::bundles,
            new ExpectedPeer.MemberOf(new TrustDomain(trustDomain)),
            FakeClock.start());
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setSSLParameters(MeshTls.serverParameters(tls));
          }
        });
    server.setExecutor(executor);
    server.createContext("/bundle", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/bundle");
  }

  private void answer(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    asked.add(
        new Asked(
            String.valueOf(headers.getFirst("If-None-Match")),
            String.valueOf(headers.getFirst("Prefer"))));
    try (exchange) {
      Answer answer = answers.take();
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      if (!answer.etag().isEmpty()) exchange.getResponseHeaders().set("ETag", answer.etag());
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      if (answer.body().length > 0) exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
