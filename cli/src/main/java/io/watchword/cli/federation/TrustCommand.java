package io.watchword.cli.federation;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.AdminClient;
import io.watchword.cli.running.wire.FederationClient;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.id.TrustDomain;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trust show`.
@Command(
    name = "trust",
    mixinStandardHelpOptions = true,
    description = "Trust bundles: this trust domain's, and those of others.",
    footer = {"", "Example: watchword trust show --format spiffe"})
public final class TrustCommand {

  /// How a bundle is printed.
  enum Format {
    summary,
    spiffe,
    pem
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword trust show --trust-domain other.org --format pem"},
      description = "Print a trust bundle: a summary, the SPIFFE document, or roots as PEM.")
  int show(
      @Option(
              names = "--trust-domain",
              paramLabel = "NAME",
              description = "Whose; default: the CA's own.")
          @Nullable String trustDomain,
      @Option(
              names = "--format",
              paramLabel = "FORMAT",
              defaultValue = "summary",
              description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
          Format format,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    SpiffeBundle bundle = bundle(trustDomain, running);
    output.console().print(View.of(bundle), out -> write(out, format, bundle));
    return 0;
  }

  /// A bundle in a few words, and whole.
  ///
  /// @param rootsSha256 of each root certificate, lower-case hexadecimal
  /// @param document SPIFFE bundle
  record View(
      String trustDomain,
      long sequence,
      long refreshHintSeconds,
      List<String> rootsSha256,
      List<String> jwtKeyIds,
      String document) {

    static View of(SpiffeBundle bundle) {
      return new View(
          bundle.trustDomain().name(),
          bundle.sequence().orElse(0),
          bundle.refreshHint().map(hint -> hint.toSeconds()).orElse(0L),
          bundle.x509().strictRoots().stream()
              .map(root -> HexFormat.of().formatHex(root.sha256()))
              .toList(),
          bundle.jwt().keys().keySet().stream().sorted().toList(),
          BundleJson.print(bundle));
    }
  }

  private static SpiffeBundle bundle(@Nullable String trustDomain, RunningOptions running) {
    if (trustDomain != null) {
      try (FederationClient ca = FederationClient.of(running.adminSocket())) {
        return BundleJson.parseWhole(new TrustDomain(trustDomain), ca.show(trustDomain).bundle());
      }
    }
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      CaAnswer.Bundle own = ca.bundle();
      return BundleJson.parseWhole(new TrustDomain(own.trustDomain()), own.jwks());
    }
  }

  private static void write(PrintStream out, Format format, SpiffeBundle bundle) {
    switch (format) {
      case spiffe -> out.println(BundleJson.print(bundle));
      case pem -> out.print(BundlePem.print(bundle.x509()));
      case summary -> {
        View view = View.of(bundle);
        out.println("Trust domain " + view.trustDomain());
        out.println("Sequence     " + view.sequence());
        view.rootsSha256().forEach(root -> out.println("Root         sha256:" + root));
        view.jwtKeyIds().forEach(key -> out.println("JWT key      " + key));
      }
    }
  }
}
