package io.watchword.tests.conformance.spiffe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.agent.AgentMain;
import io.watchword.ca.CaMain;
import io.watchword.cli.WatchwordMain;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// A CA and an agent of ours as processes, as they run in a mesh, on the class path of the tests.
/// This process has the identities that are given, by its user.
final class OwnMesh implements AutoCloseable {

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private String agentId = "";

  private OwnMesh(Path folder) {
    this.folder = folder;
  }

  /// Starts both, and waits until the agent serves `identities`.
  static OwnMesh start(Path folder, List<String> identities) {
    OwnMesh mesh = new OwnMesh(folder);
    try {
      mesh.begin(identities);
      return mesh;
    } catch (IOException e) {
      mesh.close();
      throw new UncheckedIOException(e);
    }
  }

  String workloadApi() {
    return "unix:" + folder.resolve("agent.sock");
  }

  Path log(String role) {
    return folder.resolve(role + ".log");
  }

  /// A line for the shell that runs a `watchword` command on this mesh.
  String command(String... arguments) {
    List<String> words = java(WatchwordMain.class, arguments);
    words.addAll(List.of("--admin", admin()));
    return String.join(" ", words);
  }

  /// A line for the shell that gives this process one more identity.
  String commandForOneMore(String id) throws IOException {
    return command(entry(id));
  }

  private String admin() {
    return "unix:" + folder.resolve("admin.sock");
  }

  private void begin(List<String> identities) throws IOException {
    // Other users call too.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port = freePort();
    Files.writeString(
        folder.resolve("ca.yaml"),
        """
        trust-domain: example.org
        state: %s
        nodes: { listen: "127.0.0.1:%d" }
        admin: %s
        health: 127.0.0.1:0
        keys: embedded
        svid-ttl: 1h
        root-ttl: 3650d
        """
            .formatted(folder.resolve("ca"), port, admin()));
    start("ca", CaMain.class, folder.resolve("ca.yaml"));
    Await.until("the CA is there", () -> Files.exists(folder.resolve("admin.sock")));
    JsonNode token = run("token", "create", "--ttl", "5m");
    Path tokenFile = folder.resolve("token");
    Files.writeString(tokenFile, token.get("token").asText());
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        trust-domain: example.org
        state: %s
        ca: { address: "127.0.0.1:%d", token-file: %s }
        workload-api: %s
        health: 127.0.0.1:0
        """
            .formatted(folder.resolve("agent"), port, tokenFile, workloadApi()));
    agentId = token.get("spiffe_id").asText();
    for (String id : identities) {
      run(entry(id));
    }
    start("agent", AgentMain.class, folder.resolve("agent.yaml"));
    Await.until("the agent is there", () -> Files.exists(folder.resolve("agent.sock")));
    try (WorkloadApiSource source =
        WorkloadApiSource.connect(
            workloadApi(), InstantSource.system(), RandomGenerator.getDefault())) {
      source.awaitFirst(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String[] entry(String id) throws IOException {
    String hint = id.substring(id.lastIndexOf('/') + 1);
    return new String[] {
      "entry",
      "create",
      "--spiffe-id",
      id,
      "--hint",
      hint,
      "--parent-id",
      agentId,
      "--selector",
      "unix:uid:" + uid()
    };
  }

  private static String uid() throws IOException {
    return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private JsonNode run(String... arguments) throws IOException {
    List<String> words = java(WatchwordMain.class, arguments);
    words.addAll(List.of("--admin", admin(), "--output", "json"));
    Path errors = log("command");
    Process process =
        new ProcessBuilder(words)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", arguments) + ": " + Files.readString(errors));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return new ObjectMapper().readTree(out);
  }

  private void start(String role, Class<?> main, Path config) throws IOException {
    Files.writeString(log(role), "", StandardOpenOption.CREATE);
    processes.add(
        new ProcessBuilder(java(main, "-c", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(role).toFile()))
            .start());
  }

  private static List<String> java(Class<?> main, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    for (Process process : processes.reversed()) {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
