package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Commands;
import io.watchword.tests.integration.kit.Distribution;
import io.watchword.tests.integration.kit.Folders;
import io.watchword.tests.integration.kit.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// README.md as its reader tries it: every command it shows, in its order.
@Timeout(300)
class ReadmeTest {

  private static final String PREFIX = "    ./watchword ";

  private Path folder;
  private Commands commands;

  @BeforeEach
  void checkout() throws IOException {
    folder = Files.createTempDirectory("watchword-readme-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createSymbolicLink(folder.resolve("watchword"), Distribution.launcher());
    Folders.copy(
        Distribution.checkout().resolve("examples"), folder.resolve("examples"), file -> true);
    commands = new Commands(folder);
  }

  @AfterEach
  void end() {
    commands.close();
    Folders.delete(folder);
  }

  @Test
  void readme_everyCommandItShows_succeedsInItsOrder() throws IOException {
    List<String> lines =
        Files.readAllLines(Distribution.checkout().resolve("README.md")).stream()
            .filter(line -> line.startsWith(PREFIX))
            .map(String::strip)
            .toList();
    // The tours take long and have a test of their own: QuickstartTest.
    List<String> tours = lines.stream().filter(line -> line.contains(" quickstart")).toList();
    assertThat(tours)
        .containsExactly("./watchword quickstart", "./watchword quickstart --vault dev");
    List<String> others = lines.stream().filter(line -> !line.contains(" quickstart")).toList();
    assertThat(others).hasSizeGreaterThan(8);

    for (String line : others) {
      CommandRun run = commands.run("", List.of("sh", "-c", line)).exits(0);
      System.out.println("readme: " + run.took().toMillis() + " ms  " + line);
    }
    for (ProcessTable.Entry left : commands.left()) {
      throw new AssertionError("still runs after the last command: " + left);
    }
  }
}
