package io.watchword.cli.root;

import io.watchword.cli.output.Console;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.RootsClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Follows a rotation and prints each new state as it comes.
final class RotationFollower {

  private final RootsClient ca;
  private final Console console;

  RotationFollower(RootsClient ca, Console console) {
    this.ca = ca;
    this.console = console;
  }

  /// Returns when the rotation has ended, or `limit` is over.
  ///
  /// @return exit code: 0 `DONE`; 1 `ABORTED`; 2 the limit is over or the rotation waits for an
  ///   operator
  int follow(Duration limit) {
    return follow(limit, "DONE");
  }

  /// The same where `wanted` is the end that is success.
  int follow(Duration limit, String wanted) {
    AtomicReference<CaAnswer.@Nullable RootStatus> last = new AtomicReference<>();
    ca.watchRotation(
        limit,
        status -> {
          CaAnswer.RootStatus before = last.getAndSet(status);
          if (before == null || !before.state().equals(status.state())) {
            console.note(RotationText.progress(status));
          }
          return !ended(status) && !status.suspended();
        });
    CaAnswer.RootStatus seen = last.get();
    CaAnswer.RootStatus end = seen == null ? ca.rootStatus() : seen;
    console.print(end, out -> RotationText.status(out, end));
    if (end.state().equals(wanted)) {
      return ExitCodes.DONE;
    }
    return ended(end) ? ExitCodes.FAILED : ExitCodes.NO;
  }

  private static boolean ended(CaAnswer.RootStatus status) {
    return status.state().equals("DONE") || status.state().equals("ABORTED");
  }
}
