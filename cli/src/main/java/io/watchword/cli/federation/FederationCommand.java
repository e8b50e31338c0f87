package io.watchword.cli.federation;

import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.FederationClient;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `federation add|update|list|show|refresh|remove`.
@Command(
    name = "federation",
    mixinStandardHelpOptions = true,
    description = "Other trust domains: where their bundles come from, and what is known of them.",
    footer = {
      "",
      "Example: watchword federation add other.org --url https://bundle.other.org/ \\",
      "           --profile https_spiffe --endpoint-spiffe-id spiffe://other.org/watchword/ca \\",
      "           --bundle other.json"
    })
public final class FederationCommand {

  /// Where a bundle comes from.
  static final class Endpoint {

    @Option(
        names = "--url",
        required = true,
        paramLabel = "URL",
        description = "Of the bundle endpoint, https.")
    private String url = "";

    @Option(
        names = "--profile",
        required = true,
        paramLabel = "PROFILE",
        description =
            "How the endpoint proves itself: https_web (a certificate for its host name) or"
                + " https_spiffe (an X.509-SVID).")
    private String profile = "";

    @Option(
        names = "--endpoint-spiffe-id",
        paramLabel = "ID",
        description = "Whose X.509-SVID an https_spiffe endpoint presents.")
    private @Nullable String endpointId;

    @Option(
        names = "--bundle",
        paramLabel = "FILE",
        description =
            "SPIFFE bundle document to begin with; an https_spiffe endpoint of the trust domain"
                + " itself needs it.")
    private @Nullable Path bundle;

    private CaAnswer.Federation with(String trustDomain) {
      return new CaAnswer.Federation(
          trustDomain,
          url,
          profile,
          endpointId == null ? "" : endpointId,
          bundle == null ? "" : read(bundle),
          0,
          null,
          null,
          null,
          "");
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new InvalidInputException(
            Diagnostic.error(
                "cli/bundle-unreadable", "`" + file + "` cannot be read: " + e.getMessage()));
      }
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword federation add other.org --url https://bundle.other.org/ \\",
        "           --profile https_web"
      },
      description = "Federate with a trust domain: its bundle is fetched from now on.")
  int add(
      @Parameters(paramLabel = "TRUST_DOMAIN") String trustDomain,
      @Mixin Endpoint endpoint,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.create(endpoint.with(trustDomain)));
  }

  @Command(
      name = "update",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword federation update other.org --url https://new.other.org/ \\",
        "           --profile https_web"
      },
      description = "Fetch the bundle elsewhere, or put one in its place by hand.")
  int update(
      @Parameters(paramLabel = "TRUST_DOMAIN") String trustDomain,
      @Mixin Endpoint endpoint,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.update(endpoint.with(trustDomain)));
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword federation list --output json"},
      description = "List the trust domains that this one federates with.")
  int list(@Mixin RunningOptions running, @Mixin OutputOptions output) {
    try (FederationClient ca = FederationClient.of(running.adminSocket())) {
      List<CaAnswer.Federation> all = ca.list();
      output
          .console()
          .print(
              new Federations(all),
              out -> {
                all.forEach(one -> write(out, one));
                out.println(all.size() + (all.size() == 1 ? " federation" : " federations"));
              });
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword federation show other.org"},
      description = "Show what is known of a trust domain.")
  int show(
      @Parameters(paramLabel = "TRUST_DOMAIN") String trustDomain,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.show(trustDomain));
  }

  @Command(
      name = "refresh",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword federation refresh other.org"},
      description = "Ask the bundle endpoint now.")
  int refresh(
      @Parameters(paramLabel = "TRUST_DOMAIN") String trustDomain,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.refresh(trustDomain));
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword federation remove other.org"},
      description = "Forget a trust domain; refused while entries federate with it.")
  int remove(
      @Parameters(paramLabel = "TRUST_DOMAIN") String trustDomain,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    return print(running, output, ca -> ca.remove(trustDomain));
  }

  /// A document of its own, so that fields can join the list later.
  record Federations(List<CaAnswer.Federation> federations) {}

  private static int print(
      RunningOptions running,
      OutputOptions output,
      Function<FederationClient, CaAnswer.Federation> question) {
    try (FederationClient ca = FederationClient.of(running.adminSocket())) {
      CaAnswer.Federation one = question.apply(ca);
      output.console().print(one, out -> write(out, one));
    }
    return 0;
  }

  private static void write(PrintStream out, CaAnswer.Federation one) {
    out.println("Trust domain " + one.trustDomain());
    out.println("Endpoint     " + one.url() + "  (" + one.profile() + ")");
    if (!one.endpointSpiffeId().isEmpty()) {
      out.println("Proved by    " + one.endpointSpiffeId());
    }
    out.println(
        "Bundle       "
            + (one.bundle().isEmpty()
                ? "none yet"
                : "sequence " + one.sequence() + ", since " + one.since()));
    if (one.askedAt() != null) {
      out.println("Asked        " + one.askedAt() + ", next " + one.nextAt());
    }
    if (!one.problem().isEmpty()) {
      out.println("Problem      " + one.problem());
    }
    out.println();
  }
}
