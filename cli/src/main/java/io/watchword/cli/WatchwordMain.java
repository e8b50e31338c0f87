package io.watchword.cli;

import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/// The `watchword` command: picks the noun, runs its verb, turns what went wrong into a message and
/// an exit code.
///
/// `ca run`, `agent run`, `authz run` and `proxy run` never come here: the launcher starts those
/// roles with class paths of their own.
public final class WatchwordMain {

  private WatchwordMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs one command line and returns its exit code.
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Root());
    for (Map.Entry<String, Supplier<Object>> noun : Nouns.map().entrySet()) {
      if (arguments.length == 0
          || !Nouns.map().containsKey(arguments[0])
          || noun.getKey().equals(arguments[0])) {
        line.addSubcommand(noun.getKey(), noun.getValue().get());
      }
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(WatchwordMain::wrongUsage);
    line.setExecutionExceptionHandler(WatchwordMain::failed);
    if (arguments.length == 0) {
      line.usage(line.getErr());
      return ExitCodes.USAGE;
    }
    return line.execute(arguments);
  }

  /// The command with all its nouns.
  static CommandLine whole() {
    CommandLine line = new CommandLine(new Root());
    Nouns.map().forEach((name, noun) -> line.addSubcommand(name, noun.get()));
    return line;
  }

  private static int wrongUsage(CommandLine.ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println("watchword: " + problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr());
    command.getErr().println("help: run `" + command.getCommandSpec().qualifiedName() + " --help`");
    return ExitCodes.USAGE;
  }

  private static int failed(Exception problem, CommandLine command, ParseResult result) {
    if (problem instanceof InvalidInputException invalid) {
      command.getErr().print(DiagnosticPrinter.text(invalid.diagnostics()));
      command.getErr().flush();
      return ExitCodes.INVALID_INPUT;
    }
    String message = problem.getMessage();
    command.getErr().println("watchword: " + (message == null ? problem.toString() : message));
    if (System.getenv("WATCHWORD_TRACE") != null) {
      problem.printStackTrace(command.getErr());
    }
    return ExitCodes.FAILED;
  }

  /// The command without a noun.
  @Command(
      name = "watchword",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "NOUN [VERB]",
      description = "A policy-first zero-trust mesh.",
      footer = {
        "",
        "Roles: `watchword ca|agent|authz|proxy run -c FILE` runs one in the foreground.",
        "Example: watchword quickstart"
      })
  static final class Root {}

  /// The launcher answers `--version` by itself; this is for whoever calls the class.
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = WatchwordMain.class.getPackage().getImplementationVersion();
      return new String[] {
        "watchword " + (version == null ? "(not from a distribution)" : version)
      };
    }
  }
}
