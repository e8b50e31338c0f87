package io.watchword.tests.conformance.spiffe.workload.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client of the Workload API as a process. It prints a line of JSON for each state that it
/// holds: `{"svids": [ID, …], "trust": [ID of a trust domain, …], "by_hint": {HINT: ID, …}}`, and
/// `{"error": …}` for what it cannot use.
final class ClientProcess implements AutoCloseable {

  private final Process process;
  private final BlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();

  ClientProcess(String command, String socket, Path folder) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", "exec " + command)
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("client.err").toFile()));
      builder.environment().put("SPIFFE_ENDPOINT_SOCKET", socket);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::read);
  }

  private void read() {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(json.readTree(line));
      }
    } catch (JsonProcessingException e) {
      lines.add(json.createObjectNode().put("error", "no JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      // The process has ended.
    }
  }

  /// The next line, if one comes in time.
  Optional<JsonNode> next(Duration patience) {
    try {
      return Optional.ofNullable(lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// The next state, passing over errors, or an error that there is none.
  JsonNode state(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = until - System.nanoTime();
      Optional<JsonNode> line = left <= 0 ? Optional.empty() : next(Duration.ofNanos(left));
      if (line.isEmpty()) {
        throw new UnexpectedException(
            "client tells no state within " + patience.toSeconds() + " s");
      }
      if (line.get().has("svids")) {
        return line.get();
      }
    }
  }

  /// Its exit code, if it ends in time.
  Optional<Integer> exit(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
          ? Optional.of(process.exitValue())
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Override
  public void close() {
    process.destroy();
    if (exit(Duration.ofSeconds(3)).isEmpty()) {
      process.destroyForcibly();
    }
  }
}
