package io.watchword.agent;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.watchword.agent.attestation.unix.UnixSettings;
import io.watchword.platform.bootstrap.admin.Health;
import io.watchword.platform.bootstrap.config.ByteSize;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
  private Agent agent;

  AgentHouse(Path folder) {
    socket = folder.resolve("agent.sock");
    state = folder.resolve("state");
    tokenFile = folder.resolve("token");
  }

  static String uid() {
    try {
      return "unix:uid:" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  AgentConfig config() {
    return new AgentConfig(
        FakeCa.TRUST_DOMAIN,
        state,
        new AgentConfig.Ca(new HostPort("127.0.0.1", ca.port()), Optional.of(tokenFile)),
        new UnixSocket(socket),
        new HostPort("127.0.0.1", 0),
        new WorkloadAttestors(
            new UnixSettings(false, ByteSize.parse("512MiB"), Duration.ofSeconds(10)), Map.of()),
        Optional.empty());
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
