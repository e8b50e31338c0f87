package io.watchword.platform.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.platform.audit.AuditEntry;
import io.watchword.platform.audit.AuditLogConfig;
import io.watchword.platform.audit.AuditLogReader;
import io.watchword.platform.audit.FileAuditLog;
import io.watchword.platform.bootstrap.admin.AdminServer;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Role.run as a process of its own.
class RoleTest {

  @TempDir Path folder;

  /// A role with an audit log and an admin port.
  static final class SmallRole {

    private SmallRole() {}

    public static void main(String[] arguments) {
      Role.run(
          "small",
          context -> {
            AuditLogConfig config =
                AuditLogConfig.of(Path.of(arguments[0]), "small-1", "small", "example.org");
            FileAuditLog audit =
                context.closeLater("audit log", FileAuditLog.open(config, context.clock()));
            context.telemetry().observe(audit);
            AdminServer admin =
                AdminServer.start(
                    HostPort.parse("127.0.0.1:0"),
                    context.health(),
                    context.telemetry(),
                    Map.of(),
                    Map.of());
            context.ready(Map.of("admin", admin.address().toString()));
            return admin;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void run_signal_stopsOrderlyAndExitsWith0(String signal) throws Exception {
    Process process = start();
    Await.until("ready file", () -> Files.exists(folder.resolve("ready")));
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(folder.resolve("err")))
        .contains("\"message\":\"ready\"", "\"message\":\"stopping\"");
    assertThat(AuditLogReader.read(folder.resolve("audit")).map(AuditEntry::record))
        .extracting(record -> record.getClass().getSimpleName())
        .containsExactly("ProcessStart", "Heartbeat", "ProcessStop");
  }

  @Test
  void run_killed_leavesALogThatOpensAgain() throws Exception {
    Process killed = start();
    Await.until("ready file", () -> Files.exists(folder.resolve("ready")));
    killed.destroyForcibly().waitFor();
    Files.delete(folder.resolve("ready"));
    startAndStop();
    assertThat(AuditLogReader.read(folder.resolve("audit")).map(AuditEntry::record))
        .extracting(record -> record.getClass().getSimpleName())
        .containsExactly("ProcessStart", "ProcessStart", "Heartbeat", "ProcessStop");
  }

  private void startAndStop() throws Exception {
    Process process = start();
    Await.until("ready file", () -> Files.exists(folder.resolve("ready")));
    process.destroy();
    process.waitFor();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SmallRole.class.getName(),
            folder.resolve("audit").toString());
    builder.environment().put("WATCHWORD_READY_FILE", folder.resolve("ready").toString());
    builder.redirectError(folder.resolve("err").toFile());
    builder.redirectOutput(folder.resolve("out").toFile());
    return builder.start();
  }
}
