package io.watchword.tests.integration.kit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Callers who keep calling: some over HTTP, each on one connection, and some over TCP with a new
/// connection each time. Every failure counts; nothing is tried twice, except that an HTTP caller
/// whose connection the proxy closed after a complete response (`connection: close`) opens another.
public final class Load implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(25);

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  private Load() {}

  /// Starts `http` callers on the first listener and `tcp` callers on the second.
  public static Load start(String orders, int http, String ledger, int tcp) {
    Load load = new Load();
    for (int i = 0; i < http; i++) {
      load.threads.add(Thread.ofVirtual().start(() -> load.callHttp(orders)));
    }
    for (int i = 0; i < tcp; i++) {
      load.threads.add(Thread.ofVirtual().start(() -> load.callTcp(ledger)));
    }
    return load;
  }

  public long requests() {
    return requests.get();
  }

  /// How each failed request failed.
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /// Ends it, and waits for what is under way.
  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(15));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void callHttp(String hostPort) {
    while (!stopping) {
      try (Caller caller = Caller.connect(hostPort)) {
        boolean open = true;
        while (open && !stopping) {
          requests.incrementAndGet();
          Caller.Response response = caller.get("/orders");
          if (response.status() != 200) {
            failures.add("HTTP status " + response.status() + " " + response.headers());
          }
          open = !response.headers().getOrDefault("connection", "").equals("close");
          pause(PAUSE);
        }
      } catch (IOException e) {
        failures.add("HTTP: " + e);
      }
    }
  }

  private void callTcp(String hostPort) {
    while (!stopping) {
      requests.incrementAndGet();
      try {
        String said = Caller.book(hostPort, "1 tea");
        if (!said.equals("ledger ready; booked 1 tea")) {
          failures.add("TCP: " + said);
        }
      } catch (IOException e) {
        failures.add("TCP: " + e);
      }
      pause(PAUSE.multipliedBy(4));
    }
  }

  private void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }
}
