package io.watchword.agent;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// A fake CA, an agent with real sockets, and a clock that stands until it is moved.
final class AgentHouse implements AutoCloseable {

  final FakeClock clock = FakeClock.start();
  final FakeCa ca = new FakeCa(clock);
  final Health health = new Health();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final RecordingAuditLog audit = new RecordingAuditLog();
  final AtomicInteger ready = new AtomicInteger();
  final Path socket;
  final Path state;
  final Path tokenFile;
  private final Path folder;
  private volatile Duration asleep = Duration.ZERO;
  private String introduced;
  private String more = "";
  private Agent agent;

  AgentHouse(Path folder) {
    this.folder = folder;
    socket = folder.resolve("agent.sock");
    state = folder.resolve("state");
    tokenFile = folder.resolve("token");
    introduced = "token-file: " + tokenFile;
  }

  /// In by other means than a join token.
  ///
  /// @param attest the value of that key
  AgentHouse introducedBy(String attest) {
    introduced = "root-sha256: [\"" + ca.rootSha256() + "\"]";
    return with("attest: " + attest);
  }

  private static long nanos(Instant instant) {
    return Duration.between(FakeClock.START, instant).toNanos();
  }

  static String uid() {
    try {
      return "unix:uid:" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// More lines of the agent's file.
  AgentHouse with(String lines) {
    more += lines + "\n";
    return this;
  }

  AgentConfig config() {
    return ConfigReader.parse(
        folder.resolve("agent.yaml").toString(),
        """
        trust-domain: %s
        state: %s
        ca: { address: "127.0.0.1:%d", %s }
        workload-api: unix:%s
        health: 127.0.0.1:0
        %s
        """
            .formatted(FakeCa.TRUST_DOMAIN, state, ca.port(), introduced, socket, more),
        AgentConfig.class);
  }

  AgentHouse token(String token) {
    try {
      Files.writeString(tokenFile, token + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return this;
  }

  Agent startAgent() {
    agent =
        Agent.start(
            config(),
            new AgentSurroundings(
                clock,
                () -> nanos(clock.instant()) - asleep.toNanos(),
                new Random(7),
                Path.of("/proc"),
                health,
                meters,
                audit,
                ready::incrementAndGet));
    return agent;
  }

  /// An agent that has attested itself and heard from the CA.
  Agent startReady() {
    token(ca.newToken());
    startAgent();
    Await.until("the agent is ready", health::ready);
    return agent;
  }

  Agent agent() {
    return agent;
  }

  void stopAgent() {
    agent.close();
    agent = null;
  }

  /// The wall clock jumps, and nothing else: the host slept, or somebody set the clock.
  void jump(Duration by) {
    asleep = asleep.plus(by);
    clock.advance(by);
  }

  String why(String component) {
    return health.components().get(component).why();
  }

  @Override
  public void close() throws Exception {
    if (agent != null) {
      agent.close();
    }
    ca.close();
  }
}
