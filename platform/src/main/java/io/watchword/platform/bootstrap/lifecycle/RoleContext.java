package io.watchword.platform.bootstrap.lifecycle;

import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a role gets to start with, and where it says what to stop. Thread-safe.
public final class RoleContext {

  private static final Logger LOG = LoggerFactory.getLogger(RoleContext.class);

  private final String role;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Health health = new Health();
  private final Telemetry telemetry;
  private final ClosingOrder closing = new ClosingOrder();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private volatile String stopReason = "signal";
  private volatile int exitCode;

  RoleContext(String role, Map<String, String> environment, InstantSource clock) {
    this.role = role;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.telemetry = Telemetry.of(role);
  }

  /// `ca`, `agent`, `authz`, `proxy`.
  public String role() {
    return role;
  }

  /// The process's environment.
  public Map<String, String> environment() {
    return environment;
  }

  /// The system clock, to be handed on.
  public InstantSource clock() {
    return clock;
  }

  /// For the admin port and for whoever knows how a component is.
  public Health health() {
    return health;
  }

  /// For the admin port and for meters.
  public Telemetry telemetry() {
    return telemetry;
  }

  /// Has `resource` closed when the role stops, before everything that was registered earlier; also
  /// when the start fails half-way.
  public <T extends AutoCloseable> T closeLater(String name, T resource) {
    closing.add(name, resource);
    return resource;
  }

  /// Announces, once, that the role does its work: one log line, and the ready file if
  /// `WATCHWORD_READY_FILE` asks for one.
  ///
  /// @param addresses name such as `admin` to `HOST:PORT` or `unix:PATH`
  public void ready(Map<String, String> addresses) {
    if (!announced.compareAndSet(false, true)) {
      return;
    }
    readyFile()
        .ifPresent(
            file -> {
              try {
                new ReadyFile(file).write(role, ProcessHandle.current().pid(), addresses);
              } catch (IOException e) {
                throw new UncheckedIOException("ready file `" + file + "`", e);
              }
            });
    LOG.atInfo().addKeyValue("role", role).addKeyValue("addresses", addresses).log("ready");
  }

  /// Stops the role as a signal would.
  public void stop(String reason) {
    stopReason = reason;
    stopAsked.countDown();
  }

  /// Stops the role because it can not go on: the process exits with 1.
  public void fail(String reason) {
    exitCode = ExitCodes.FAILED;
    LOG.atError().addKeyValue("role", role).addKeyValue("reason", reason).log("role failed");
    stop(reason);
  }

  Optional<Path> readyFile() {
    return Optional.ofNullable(environment.get("WATCHWORD_READY_FILE"))
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }

  ClosingOrder closing() {
    return closing;
  }

  void awaitStop() throws InterruptedException {
    stopAsked.await();
  }

  String stopReason() {
    return stopReason;
  }

  int exitCode() {
    return exitCode;
  }
}
