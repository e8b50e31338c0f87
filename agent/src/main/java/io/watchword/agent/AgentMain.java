package io.watchword.agent;

import io.watchword.agent.node.InvalidJoinTokenException;
import io.watchword.agent.node.JoinToken;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.platform.bootstrap.admin.AdminServer;
import io.watchword.platform.bootstrap.config.ConfigReader;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.bootstrap.lifecycle.Role;
import io.watchword.platform.bootstrap.lifecycle.RoleContext;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// `watchword agent run -c agent.yaml`.
public final class AgentMain {

  private AgentMain() {}

  /// Runs an agent until it is stopped.
  public static void main(String... arguments) {
    if (arguments.length != 2 || !arguments[0].matches("-c|--config")) {
      System.err.println("usage: watchword agent run -c agent.yaml");
      System.exit(ExitCodes.USAGE);
    }
    // A resumed session would skip the check of the CA against the trust of now.
    System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
    Role.run("agent", context -> start(context, Path.of(arguments[1]).toAbsolutePath()));
  }

  private static AutoCloseable start(RoleContext context, Path file) {
    AgentConfig config = ConfigReader.read(file, AgentConfig.class);
    checkToken(config);
    AuditLog audit = context.closeLater("audit", FileAuditLog.open(audit(config), context.clock()));
    context.telemetry().observe(audit);
    // Not before the admin port listens: its address is part of what is announced.
    CountDownLatch connected = new CountDownLatch(1);
    Agent agent =
        Agent.start(
            config,
            new AgentSurroundings(
                context.clock(),
                System::nanoTime,
                new Random(),
                Path.of("/proc"),
                context.health(),
                context.telemetry().registry(),
                audit,
                connected::countDown));
    context.closeLater("agent", agent);
    AdminServer admin =
        AdminServer.start(
            config.health(), context.health(), context.telemetry(), agent.dumps(), Map.of());
    Thread.ofVirtual()
        .name("ready")
        .start(
            () -> {
              try {
                connected.await();
                context.ready(
                    Map.of(
                        "workload-api",
                        "unix:" + config.workloadApi().path().toAbsolutePath().normalize(),
                        "health",
                        admin.address().toString()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return admin;
  }

  private static AuditLogConfig audit(AgentConfig config) {
    return config
        .audit()
        .orElseGet(AuditSettings::none)
        .resolve(config.state(), "agent", config.trustDomain());
  }

  /// A token file with something else in it is the operator's mistake: better said at once than
  /// waited for.
  private static void checkToken(AgentConfig config) {
    Path file = config.ca().tokenFile().orElse(Path.of(""));
    if (!Files.isRegularFile(file) || Files.exists(config.state().resolve("node-svid.pem"))) {
      return;
    }
    try {
      JoinToken.parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (InvalidJoinTokenException e) {
      throw new InvalidInputException(
          Diagnostic.error(e.code(), "`" + file + "`: " + e.getMessage())
              .withHelp("make one with `watchword token create`"));
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error("agent/join-token-malformed", "`" + file + "` cannot be read: " + e));
    }
  }
}
