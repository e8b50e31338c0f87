package io.watchword.tests.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.Commands;
import io.watchword.tests.integration.kit.Distribution;
import io.watchword.tests.integration.kit.Folders;
import io.watchword.tests.integration.kit.MeshUnderTest;
import io.watchword.tests.integration.kit.SharedMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What is in the distribution, on whose class path, and how fast it starts.
@ExtendWith(SharedMesh.class)
@Timeout(300)
class DistributionTest {

  private static final int STARTS = 5;

  @Test
  void classPath_proxy_holdsNoSigningCode() throws IOException {
    assertThat(Distribution.classPath("proxy"))
        .isNotEmpty()
        .noneMatch(jar -> jar.startsWith("watchword-ca-"))
        .noneMatch(jar -> jar.startsWith("watchword-agent-"))
        .noneMatch(jar -> jar.startsWith("bc") && jar.contains("fips"));
  }

  @Test
  void classPath_agent_holdsNeitherCaNorProxyNorSigningCode() throws IOException {
    assertThat(Distribution.classPath("agent"))
        .isNotEmpty()
        .noneMatch(jar -> jar.startsWith("watchword-ca-"))
        .noneMatch(jar -> jar.startsWith("watchword-proxy-"))
        .noneMatch(jar -> jar.startsWith("bc") && jar.contains("fips"));
  }

  @Test
  void classPath_command_holdsNoRoleAndNoSigningCode() throws IOException {
    assertThat(Distribution.classPath("cli"))
        .isNotEmpty()
        .noneMatch(jar -> jar.matches("watchword-(ca|agent|proxy)-.*"))
        .noneMatch(jar -> jar.startsWith("bc") && jar.contains("fips"));
  }

  @Test
  void lib_everyJar_isNamedByARole() throws IOException {
    List<String> named = new ArrayList<>();
    for (String role : List.of("ca", "agent", "authz", "proxy", "cli")) {
      named.addAll(Distribution.classPath(role));
    }
    try (Stream<Path> jars = Files.list(Distribution.home().resolve("lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString())).isSubsetOf(named);
    }
  }

  /// A copy of the distribution in which bc-fips cannot be loaded, because it is not there.
  @Test
  void everydayCommands_withoutBcFips_work(MeshUnderTest mesh) throws IOException {
    Path home = Distribution.home();
    // JUnit's own temporary folders warn of every link that leads out of them.
    Path folder = Files.createTempDirectory("watchword-lean-");
    Path copy = folder.resolve("watchword");
    Folder.link(home, copy, jar -> jar.startsWith("bc") && jar.contains("fips"));
    String state = mesh.state().toString();
    try (Commands commands = new Commands(folder)) {
      for (List<String> command :
          List.of(
              List.of("--help"),
              List.of("policy", "check", mesh.folder().resolve("policies").toString()),
              List.of("identity", "inspect", mesh.state().resolve("trust.pem").toString()),
              List.of("entry", "list", "--dir", state),
              List.of("agent", "list", "--dir", state),
              List.of("token", "create", "--dir", state),
              List.of("root", "status", "--dir", state),
              List.of("audit", "verify", "--dir", state),
              List.of("report", "generate", "--out", "report", "--dir", state))) {
        List<String> all = new ArrayList<>(List.of(copy.resolve("bin/watchword").toString()));
        all.addAll(command);
        commands.run("", all).exits(0);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  /// Figures for people; what is asserted here holds on a slow and busy machine too.
  @Test
  void start_versionAndEverydayCommand_areQuick(MeshUnderTest mesh, @TempDir Path folder) {
    try (Commands commands = new Commands(folder)) {
      String trust = mesh.state().resolve("trust.pem").toString();
      Duration version = median(commands, "--version");
      Duration inspect = median(commands, "identity", "inspect", trust);
      Duration list = median(commands, "entry", "list", "--dir", mesh.state().toString());
      System.out.println(
          "start times (median of "
              + STARTS
              + "): --version "
              + version.toMillis()
              + " ms, identity inspect "
              + inspect.toMillis()
              + " ms, entry list "
              + list.toMillis()
              + " ms");
      assertThat(version).isLessThan(Duration.ofSeconds(2));
    }
  }

  private static Duration median(Commands commands, String... arguments) {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      CommandRun run = commands.watchword(arguments).exits(0);
      took.add(run.took());
    }
    Collections.sort(took);
    return took.get(STARTS / 2);
  }

  /// The distribution again, as links, without some jars.
  private static final class Folder {

    static void link(Path from, Path to, java.util.function.Predicate<String> without)
        throws IOException {
      Files.createDirectories(to.resolve("lib"));
      Files.createDirectories(to.resolve("bin"));
      // A copy: the launcher follows links to find its home.
      Files.copy(
          from.resolve("bin/watchword"),
          to.resolve("bin/watchword"),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      Files.createSymbolicLink(to.resolve("roles"), from.resolve("roles"));
      Files.createSymbolicLink(to.resolve("VERSION"), from.resolve("VERSION"));
      try (Stream<Path> jars = Files.list(from.resolve("lib"))) {
        for (Path jar : jars.toList()) {
          String name = jar.getFileName().toString();
          if (!without.test(name)) {
            Files.createSymbolicLink(to.resolve("lib").resolve(name), jar);
          }
        }
      }
    }
  }
}
