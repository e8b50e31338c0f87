package io.watchword.agent;

import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.InstalledTool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real Envoy, started from a file among the test's resources. Thread-safe.
final class EnvoyUnderTest implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("\"port_value\":\\s*(\\d+)");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Process process;
  private final Path log;
  private final Path adminFile;

  private EnvoyUnderTest(Process process, Path log, Path adminFile) {
    this.process = process;
    this.log = log;
    this.adminFile = adminFile;
  }

  /// @param words of the file, and what stands for them
  static EnvoyUnderTest start(Path folder, String name, String file, Map<String, String> words) {
    try (var in = Objects.requireNonNull(EnvoyUnderTest.class.getResourceAsStream(file), file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace(word.getKey(), word.getValue());
      }
      Path config = Files.writeString(folder.resolve(name + ".yaml"), text);
      Path log = folder.resolve(name + ".log");
      Path admin = folder.resolve(name + ".admin");
      Process process =
          new ProcessBuilder(
                  InstalledTool.envoy().orElseThrow().toString(),
                  "-c",
                  config.toString(),
                  "--disable-hot-restart",
                  "--concurrency",
                  "1",
                  "--admin-address-path",
                  admin.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new EnvoyUnderTest(process, log, admin);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// The port of its listener, once it has its secrets.
  int port() {
    Await.until("envoy is live\n" + log(), () -> admin("/ready").startsWith("LIVE"));
    Matcher port = PORT.matcher(admin("/listeners?format=json"));
    if (!port.find()) {
      throw new AssertionError("envoy has no listener:\n" + log());
    }
    return Integer.parseInt(port.group(1));
  }

  /// What its admin port answers; empty where it does not.
  String admin(String path) {
    try {
      String address = Files.readString(adminFile).strip();
      return address.isEmpty() ? "" : get("http://" + address + path).body();
    } catch (IOException e) {
      return "";
    }
  }

  /// One of its counters.
  long counter(String name) {
    return admin("/stats?filter=" + name)
        .lines()
        .filter(line -> line.contains(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(": ") + 2).strip()))
        .sum();
  }

  /// An answer through its listener.
  HttpResponse<String> get(String uri) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(10)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    http.close();
  }
}
