package io.watchword.platform.bootstrap.lifecycle;

import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The steps of a role's life, without the process around it. [#runUntilStopped] is the main
/// thread's, [#stop] is called on the thread of the shutdown hook.
final class RoleProcess {

  private static final Logger LOG = LoggerFactory.getLogger(RoleProcess.class);

  private final RoleContext context;
  private final Duration closingLimit;
  private final PrintStream err;
  private volatile int startCode;

  RoleProcess(RoleContext context, Duration closingLimit, PrintStream err) {
    this.context = context;
    this.closingLimit = closingLimit;
    this.err = err;
  }

  /// Starts the role and waits for someone to stop it; the exit code so far.
  int runUntilStopped(ThrowingFunction<RoleContext, AutoCloseable> start) {
    try {
      context.closeLater(context.role(), start.apply(context));
      context.awaitStop();
    } catch (InvalidInputException e) {
      err.print(DiagnosticPrinter.text(e.diagnostics()));
      startCode = ExitCodes.INVALID_INPUT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      // Errors too: a class that cannot be loaded must not end as if all were well.
      LOG.atError().setCause(e).addKeyValue("role", context.role()).log("start failed");
      startCode = ExitCodes.FAILED;
    }
    return exitCode();
  }

  /// Closes what was opened; the exit code of the process.
  int stop() {
    if (startCode == ExitCodes.DONE) {
      LOG.atInfo()
          .addKeyValue("role", context.role())
          .addKeyValue("reason", context.stopReason())
          .log("stopping");
    }
    boolean inTime = false;
    try {
      inTime = context.closing().closeAll(closingLimit);
      if (context.readyFile().isPresent()) {
        new ReadyFile(context.readyFile().get()).delete();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("ready file not removed");
    }
    int code = exitCode();
    return code == ExitCodes.DONE && !inTime ? ExitCodes.FAILED : code;
  }

  private int exitCode() {
    return startCode != ExitCodes.DONE ? startCode : context.exitCode();
  }
}
