package io.watchword.platform.bootstrap.lifecycle;

import io.watchword.platform.bootstrap.log.LogSetup;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// A role as a process: `main` of every `*Main` class is one call of [#run].
///
/// SIGTERM and SIGINT close what the role opened, last opened first, within 45 seconds, and exit
/// with 0. Invalid input prints its diagnostics on standard error and exits with 3, a failed start
/// exits with 1.
public final class Role {

  // Longer than any role's own drain time (30 s), shorter than the patience of service managers (90
  // s).
  private static final Duration CLOSING_LIMIT = Duration.ofSeconds(45);

  private Role() {}

  /// Starts a role and stays until it is stopped; does not return.
  ///
  /// @param start opens everything and returns what to close first
  public static void run(String name, ThrowingFunction<RoleContext, AutoCloseable> start) {
    Map<String, String> environment = System.getenv();
    LogSetup.configure(environment);
    PrintStream err = System.err;
    RoleContext context = new RoleContext(name, environment, InstantSource.system());
    RoleProcess process = new RoleProcess(context, CLOSING_LIMIT, err);
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(process.stop()), "stopping");
    Runtime.getRuntime().addShutdownHook(hook);
    // The hook ends the process with the right code whether we come here or a signal does.
    System.exit(process.runUntilStopped(start));
  }
}
