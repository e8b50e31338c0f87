package io.watchword.cli.root;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.RootsClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whether and for how long a command follows the rotation that it moved.
public final class FollowOptions {
  private static final Duration FOREVER = Duration.ofDays(365);

  @Option(names = "--detach", description = "Return as soon as it is under way.")
  private boolean detach;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop following after this long, with exit code 2 and the gate's list.")
  private @Nullable Duration timeout;

  /// Follows until the end, unless it shall not.
  ///
  /// @param wanted the end that is success, `DONE` or `ABORTED`
  int follow(RootsClient ca, Console console, CaAnswer.RootStatus begun, String wanted) {
    if (detach) {
      console.print(begun, out -> RotationText.status(out, begun));
      return ExitCodes.DONE;
    }
    return new RotationFollower(ca, console).follow(timeout == null ? FOREVER : timeout, wanted);
  }
}
