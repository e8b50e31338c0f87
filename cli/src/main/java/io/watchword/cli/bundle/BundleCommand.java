package io.watchword.cli.bundle;

import picocli.CommandLine.Command;

/// `bundle build|sign|verify|inspect|diff|status`.
@Command(
    name = "bundle",
    mixinStandardHelpOptions = true,
    subcommands = {
      BuildCommand.class,
      SignCommand.class,
      VerifyCommand.class,
      InspectCommand.class,
      DiffCommand.class,
      StatusCommand.class
    },
    description = "Signed policy bundles: make, check and compare them; who enforces which.",
    footer = {"", "Example: watchword bundle status"})
public final class BundleCommand {}
