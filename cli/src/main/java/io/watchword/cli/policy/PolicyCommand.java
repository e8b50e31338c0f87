package io.watchword.cli.policy;

import picocli.CommandLine.Command;

/// `policy check|simulate|explain`.
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    subcommands = {CheckCommand.class, SimulateCommand.class, ExplainCommand.class},
    description = "Policies: check them, ask them, and understand what they decided.",
    footer = {"", "Example: watchword policy check policies/"})
public final class PolicyCommand {}
