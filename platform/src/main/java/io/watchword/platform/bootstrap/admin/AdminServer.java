package io.watchword.platform.bootstrap.admin;

import com.sun.net.httpserver.HttpServer;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The admin port of a role: `/health/live`, `/health/ready`, `/metrics`, dumps (GET, JSON) and
/// actions (POST). It has threads of its own, so that it answers while the data path is saturated.
/// Loopback only: there is no authentication here.
public final class AdminServer implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService executor;

  private AdminServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /// Starts listening.
  ///
  /// @param dumps path such as `/config_dump` to what is printed there as JSON
  /// @param actions path such as `/drain` to what a POST does; it answers when that returns
  public static AdminServer start(
      HostPort listen,
      Health health,
      Telemetry telemetry,
      Map<String, Supplier<Object>> dumps,
      Map<String, Runnable> actions) {
    InetSocketAddress address = listen.toInetSocketAddress();
    InetAddress host = address.getAddress();
    if (host == null || !host.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "admin address `" + listen + "` (expected: a loopback address such as `127.0.0.1:0`)");
    }
    try {
      HttpServer server = HttpServer.create(address, BACKLOG);
      ExecutorService executor = Executors.newFixedThreadPool(THREADS, threads());
      server.setExecutor(executor);
      server.createContext("/", new AdminHandler(health, telemetry, dumps, actions));
      server.start();
      return new AdminServer(server, executor);
    } catch (IOException e) {
      throw new UncheckedIOException("admin address `" + listen + "`: " + e.getMessage(), e);
    }
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

  private static ThreadFactory threads() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "admin-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
