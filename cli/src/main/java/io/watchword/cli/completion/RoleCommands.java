package io.watchword.cli.completion;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `ca run` and its like, which the launcher starts without this program: here they only stand to
/// be completed.
final class RoleCommands {

  private static final List<String> ROLES = List.of("ca", "agent", "authz", "proxy");

  private RoleCommands() {}

  /// The same command line, with the roles.
  static CommandLine addTo(CommandLine watchword) {
    for (String role : ROLES) {
      CommandLine noun = watchword.getSubcommands().get(role);
      if (noun == null) {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("The role " + role + " of a mesh.");
        noun = new CommandLine(spec);
        watchword.addSubcommand(role, noun);
      }
      noun.addSubcommand("run", run());
    }
    return watchword;
  }

  private static CommandSpec run() {
    CommandSpec run = CommandSpec.create();
    run.usageMessage().description("Run it in the foreground; SIGTERM drains and stops.");
    run.addOption(
        OptionSpec.builder("-c", "--config")
            .type(Path.class)
            .required(true)
            .paramLabel("FILE")
            .description("Its configuration.")
            .build());
    return run;
  }
}
