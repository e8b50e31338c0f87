package io.watchword.agent.attestation.docker;

import io.watchword.agent.attestation.plugin.FailedAttestationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The API of Docker on its Unix socket: one question, one connection. Thread-safe; blocks.
final class DockerSocket implements AutoCloseable {
  // HTTP/1.0 on purpose: the answer then ends with the connection and is never chunked.

  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final Path socket;
  private final Duration timeout;
  private final ScheduledExecutorService alarm =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("docker-timeout").factory());

  DockerSocket(Path socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /// The body of the answer to `GET path`; empty where it is 404.
  ///
  /// @throws FailedAttestationException where there is no answer, or another one
  Optional<String> get(String path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      ScheduledFuture<?> late =
          alarm.schedule(() -> end(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        String request =
            "GET " + path + " HTTP/1.0\r\nHost: docker\r\nAccept: application/json\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return body(read(channel));
      } finally {
        late.cancel(false);
      }
    } catch (IOException e) {
      throw new FailedAttestationException("Docker cannot be asked: " + e, e);
    }
  }

  @Override
  public void close() {
    alarm.shutdownNow();
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    while (channel.read(buffer) >= 0) {
      answer.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (answer.size() > MAX_BYTES) {
        throw new InterruptedIOException("an answer of more than 4MiB");
      }
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static Optional<String> body(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String status = answer.lines().findFirst().orElse("");
    if (end < 0 || !status.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new FailedAttestationException("Docker's answer is no HTTP");
    }
    return switch (status.substring(9, 12)) {
      case "200" -> Optional.of(answer.substring(end + 4));
      case "404" -> Optional.empty();
      default ->
          throw new FailedAttestationException(
              "Docker answered " + status.substring(9, 12) + " to a question about a container");
    };
  }

  private static void end(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }
}
