package io.watchword.cli.policy;

import io.watchword.platform.bootstrap.config.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Durations on the command line: `500ms`, `30s`, `5m`. Stateless.
final class DurationOption {

  private static final Duration LONGEST = Duration.ofDays(365);

  private DurationOption() {}

  /// @param spec of the command that was called
  /// @throws ParameterException naming the option, where it holds something else
  static Duration read(String option, String given, @Nullable CommandSpec spec) {
    try {
      Duration read = DurationText.parse(given);
      return read.compareTo(LONGEST) > 0 ? LONGEST : read;
    } catch (IllegalArgumentException e) {
      CommandLine line = spec == null ? new CommandLine(CommandSpec.create()) : spec.commandLine();
      throw new ParameterException(line, option + ": " + e.getMessage(), e);
    }
  }
}
