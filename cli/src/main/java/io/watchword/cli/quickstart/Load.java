package io.watchword.cli.quickstart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A constant load on the mesh while its root is replaced: callers that each keep a connection and
/// use it again and again, and others that open a new TCP connection each time. Every failure
/// counts; nothing is tried twice.
final class Load implements AutoCloseable {

  /// Callers over HTTP, each with a connection of its own.
  static final int HTTP_CALLERS = 32;

  /// Callers over TCP.
  static final int TCP_CALLERS = 8;

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile boolean stopping;
  private volatile String firstFailure = "";

  private Load() {}

  static Load start(Scene scene) {
    Load load = new Load();
    String orders = scene.outbound("web", "orders");
    String ledger = scene.outbound("web", "ledger");
    for (int i = 0; i < HTTP_CALLERS; i++) {
      load.threads.add(Thread.ofVirtual().start(() -> load.callHttp(orders)));
    }
    for (int i = 0; i < TCP_CALLERS; i++) {
      load.threads.add(Thread.ofVirtual().start(() -> load.callTcp(ledger)));
    }
    return load;
  }

  long requests() {
    return requests.get();
  }

  long failed() {
    return failed.get();
  }

  /// How the first failed request failed; empty where none did.
  String firstFailure() {
    return firstFailure;
  }

  /// Ends the load and waits for what is under way.
  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join(LIMIT.multipliedBy(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void callHttp(String hostPort) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + hostPort + "/orders"))
              .timeout(LIMIT)
              .build();
      while (!stopping) {
        try {
          int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
          count(status == 200 ? "" : "HTTP status " + status);
        } catch (java.io.IOException e) {
          count("HTTP: " + e);
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void callTcp(String hostPort) {
    Wire ledger = Wire.plain(hostPort);
    try {
      while (!stopping) {
        Reply reply = ledger.greetAndSay("1 tea");
        count(reply.status() == 200 ? "" : "TCP: " + reply.failure());
        Thread.sleep(PAUSE.multipliedBy(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void count(String failure) {
    requests.incrementAndGet();
    if (!failure.isEmpty()) {
      if (failed.getAndIncrement() == 0) {
        firstFailure = failure;
      }
    }
  }
}
