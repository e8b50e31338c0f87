package io.watchword.platform.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.tests.kit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleProcessTest {

  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void run_stopped_closesInReverseOrderAndExitsWith0() {
    RoleProcess process = process(Duration.ofSeconds(10));
    int code =
        process.runUntilStopped(
            context -> {
              context.closeLater("first", () -> closed.add("first"));
              context.closeLater("second", () -> closed.add("second"));
              context.stop("test");
              return () -> closed.add("role");
            });
    assertThat(code).isZero();
    assertThat(process.stop()).isZero();
    assertThat(closed).containsExactly("role", "second", "first");
  }

  @Test
  void run_invalidInput_printsDiagnosticsAndExitsWith3() {
    RoleProcess process = process(Duration.ofSeconds(10));
    int code =
        process.runUntilStopped(
            _ -> {
              throw new InvalidInputException(Diagnostic.error("a/b", "c").withHelp("d"));
            });
    assertThat(code).isEqualTo(3);
    assertThat(process.stop()).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a/b: c\n  help: d\n");
  }

  @Test
  void run_startFails_closesWhatWasOpenedAndExitsWith1() {
    RoleProcess process = process(Duration.ofSeconds(10));
    process.runUntilStopped(
        context -> {
          context.closeLater("first", () -> closed.add("first"));
          throw new IOException("port is taken");
        });
    assertThat(process.stop()).isEqualTo(1);
    assertThat(closed).containsExactly("first");
  }

  @Test
  void run_startFailsWithAnError_exitsWith1() {
    RoleProcess process = process(Duration.ofSeconds(10));
    process.runUntilStopped(
        _ -> {
          throw new NoClassDefFoundError("a/Missing");
        });
    assertThat(process.stop()).isEqualTo(1);
  }

  @Test
  void run_roleFailsLater_exitsWith1() {
    RoleProcess process = process(Duration.ofSeconds(10));
    process.runUntilStopped(
        context -> {
          context.fail("the journal is cut");
          return () -> {};
        });
    assertThat(process.stop()).isEqualTo(1);
  }

  @Test
  void stop_oneCloseFails_closesTheOthers() {
    RoleProcess process = process(Duration.ofSeconds(10));
    process.runUntilStopped(
        context -> {
          context.closeLater("first", () -> closed.add("first"));
          context.stop("test");
          return () -> {
            throw new IOException("broken");
          };
        });
    assertThat(process.stop()).isZero();
    assertThat(closed).containsExactly("first");
  }

  @Test
  void stop_closeTakesTooLong_exitsWith1() {
    CountDownLatch never = new CountDownLatch(1);
    RoleProcess process = process(Duration.ofMillis(50));
    process.runUntilStopped(
        context -> {
          context.stop("test");
          return never::await;
        });
    assertThat(process.stop()).isEqualTo(1);
    never.countDown();
  }

  @Test
  void ready_readyFileAskedFor_isThereUntilTheStop() throws IOException {
    RoleProcess process = process(Duration.ofSeconds(10));
    String[] content = new String[1];
    process.runUntilStopped(
        context -> {
          context.ready(Map.of("admin", "127.0.0.1:1"));
          content[0] = Files.readString(folder.resolve("ready"));
          context.stop("test");
          return () -> {};
        });
    assertThat(content[0])
        .isEqualTo(
            "{\"role\":\"proxy\",\"pid\":%d,\"addresses\":{\"admin\":\"127.0.0.1:1\"}}",
            ProcessHandle.current().pid());
    process.stop();
    assertThat(folder).isEmptyDirectory();
  }

  private RoleProcess process(Duration limit) {
    Map<String, String> environment =
        Map.of("WATCHWORD_READY_FILE", folder.resolve("ready").toString());
    return new RoleProcess(
        new RoleContext("proxy", environment, FakeClock.start()),
        limit,
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
