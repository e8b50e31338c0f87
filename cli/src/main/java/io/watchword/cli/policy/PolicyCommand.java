package io.watchword.cli.policy;

import picocli.CommandLine.Command;

/// `policy check|fmt|eval|test|bench|simulate|explain`.
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    subcommands = {
      CheckCommand.class,
      FormatCommand.class,
      EvalCommand.class,
      TestCommand.class,
      BenchCommand.class,
      SimulateCommand.class,
      ExplainCommand.class
    },
    description =
        "Policies: check, format, test and measure them, ask them, and understand what they"
            + " decided.",
    footer = {"", "Example: watchword policy check policies/"})
public final class PolicyCommand {}
