package io.watchword.cli.root;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RefusedException;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.RootsClient;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `root list|rotate|status|explain|resume|abort|revoke|export|acknowledge|forget`. The CA runs the
/// rotation; these start and follow it.
@Command(
    name = "root",
    mixinStandardHelpOptions = true,
    description = "Trust roots: list, rotate, follow, abort, revoke, export.",
    subcommands = {
      RotateCommand.class,
      ExportCommand.class,
      AcknowledgeCommand.class,
      ForgetCommand.class
    },
    footer = {"", "Example: watchword root rotate --timeout 5m"})
public final class RootCommand {

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword root list"},
      description = "List the trust roots.")
  int list(@Mixin RunningOptions running, @Mixin OutputOptions output) {
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      CaAnswer.RootStatus status = ca.roots();
      output
          .console()
          .print(new Roots(status.roots()), out -> RotationText.roots(out, status.roots()));
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword root status -o json"},
      description = "Where the newest rotation stands, who holds its gate, and the roots.")
  int status(@Mixin RunningOptions running, @Mixin OutputOptions output) {
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      CaAnswer.RootStatus status = ca.rootStatus();
      output.console().print(status, out -> RotationText.status(out, status));
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword root explain"},
      description = "Who holds the rotation, why, and what to do about it.")
  int explain(@Mixin RunningOptions running, @Mixin OutputOptions output) {
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      CaAnswer.RootStatus status = ca.rootStatus();
      output.console().print(status, out -> RotationText.explain(out, status));
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "abort",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword root abort --reason postponed"},
      description = {
        "Take the way back, in any state before the old root is distrusted: the old one signs"
            + " again, the new one is distrusted and destroyed,",
        "with the same gates. Exit code 0: aborted; 2: too late, or the time is over."
      })
  int abort(
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept as evidence.")
          @Nullable String reason,
      @Mixin FollowOptions follow,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    Console console = output.console();
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      CaAnswer.RootStatus begun;
      try {
        begun = ca.abortRotation(reason == null ? "" : reason);
      } catch (RefusedException e) {
        console.error("watchword: " + e.getMessage());
        return ExitCodes.NO;
      }
      return follow.follow(ca, console, begun, "ABORTED");
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword root resume --without spiffe://example.org/watchword/agent/host-9 \\",
        "           --reason decommissioned"
      },
      description =
          "Go on with a rotation after a restart of the CA, or without a truster that cannot be"
              + " reached.")
  int resume(
      @Option(
              names = "--without",
              paramLabel = "TRUSTER",
              description = "SPIFFE ID of an unreachable truster to go on without; needs --reason.")
          @Nullable String without,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              description = "Why; kept as evidence with your name.")
          @Nullable String reason,
      @Mixin FollowOptions follow,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    Console console = output.console();
    if (without != null && (reason == null || reason.isBlank())) {
      console.error(
          "watchword: --without needs --reason: it is kept as evidence of why this truster was"
              + " passed over");
      return ExitCodes.USAGE;
    }
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      CaAnswer.RootStatus resumed =
          ca.resumeRotation(without == null ? "" : without, reason == null ? "" : reason);
      return follow.follow(ca, console, resumed, "DONE");
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword root revoke SHA256 --confirm SHA256"},
      description =
          "Distrust a root that nobody needs any more. Refuses, with the list, while anybody does"
              + " (exit code 2).")
  int revoke(
      @Parameters(
              paramLabel = "SHA256",
              description = "Digest of the root, as `root list` prints it.")
          String digest,
      @Option(
              names = "--confirm",
              paramLabel = "SHA256",
              description = "The digest again, instead of typing it on the terminal.")
          @Nullable String confirm,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    Console console = output.console();
    String sha256 = withoutPrefix(digest);
    try (RootsClient ca = RootsClient.of(running.adminSocket())) {
      CaAnswer.Revocation refusal = ca.revokeRoot(sha256, "");
      if (!refusal.neededBy().isEmpty()) {
        return refused(console, refusal);
      }
      String confirmation = confirm == null ? typed(sha256, "revoke it") : withoutPrefix(confirm);
      CaAnswer.Revocation answer = ca.revokeRoot(sha256, confirmation);
      if (!answer.revoked()) {
        return refused(console, answer);
      }
      console.print(answer, out -> out.println("revoked " + sha256));
      return ExitCodes.DONE;
    }
  }

  /// Reports and logs write `sha256:` before it.
  static String withoutPrefix(String digest) {
    return digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : digest;
  }

  record Roots(java.util.List<CaAnswer.Root> roots) {}

  private static int refused(Console console, CaAnswer.Revocation answer) {
    console.print(
        answer,
        out -> {
          out.println("refused: " + answer.reason());
          RotationText.waitingFor(out, answer.neededBy());
        });
    return ExitCodes.NO;
  }

  /// What the operator types on the terminal; empty where there is none, which the CA refuses.
  static String typed(String sha256, String purpose) {
    java.io.Console terminal = System.console();
    if (terminal == null) {
      return "";
    }
    String line = terminal.readLine("type the first 8 digits of %s to %s: ", sha256, purpose);
    return line != null && sha256.startsWith(line.strip()) && line.strip().length() >= 8
        ? sha256
        : "";
  }
}
