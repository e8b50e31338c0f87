package io.watchword.cli.identity;

import picocli.CommandLine.Command;

/// `identity fetch|watch|validate|inspect`.
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = "What a workload would get from the Workload API, and what a file holds.",
    subcommands = {
      FetchCommand.class,
      WatchCommand.class,
      ValidateCommand.class,
      InspectCommand.class
    },
    footer = {
      "",
      "Example: watchword identity fetch x509 --socket unix:/run/watchword/agent.sock --write ."
    })
public final class IdentityCommand {}
