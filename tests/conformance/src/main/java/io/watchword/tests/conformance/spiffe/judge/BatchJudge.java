package io.watchword.tests.conformance.spiffe.judge;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One process for all questions: a line of JSON in, a line of JSON out. A process that ends or
/// does not answer has got that question wrong, and is started again for the next.
public final class BatchJudge implements Judge {

  private final String command;
  private final Duration patience;
  private @Nullable Running running;

  private record Running(Process process, BufferedReader out, BufferedWriter in) {}

  /// @param command for the shell
  /// @param patience how long an answer may take
  public BatchJudge(String command, Duration patience) {
    this.command = command;
    this.patience = patience;
  }

  @Override
  public Answer ask(Question question) {
    Running now = running();
    try {
      now.in().write(QuestionJson.print(question));
      now.in().newLine();
      now.in().flush();
      String line = CompletableFuture.supplyAsync(() -> readLine(now)).get(millis(), UNIT);
      if (line == null) {
        return broken("process ended");
      }
      return QuestionJson.parseAnswer(line);
    } catch (IOException | ExecutionException e) {
      return broken("process ended");
    } catch (TimeoutException e) {
      return broken("no answer within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return broken("interrupted");
    }
  }

  private static final TimeUnit UNIT = TimeUnit.MILLISECONDS;

  private long millis() {
    return patience.toMillis();
  }

  @Override
  public void close() {
    if (running != null) {
      try {
        running.in().close();
        if (!running.process().waitFor(5, TimeUnit.SECONDS)) {
          running.process().destroyForcibly();
        }
      } catch (IOException e) {
        running.process().destroyForcibly();
      } catch (InterruptedException e) {
        running.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
      running = null;
    }
  }

  private Answer broken(String why) {
    if (running != null) {
      running.process().destroyForcibly();
      running = null;
    }
    return new Answer.Broken(why);
  }

  private Running running() {
    if (running == null) {
      try {
        Process process =
            new ProcessBuilder("sh", "-c", "exec " + command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        running =
            new Running(
                process,
                process.inputReader(StandardCharsets.UTF_8),
                process.outputWriter(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return running;
  }

  private static @Nullable String readLine(Running from) {
    try {
      return from.out().readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
