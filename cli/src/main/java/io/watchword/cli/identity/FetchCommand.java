package io.watchword.cli.identity;

import io.watchword.cli.output.OutputOptions;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.workload.WorkloadApiJwts;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.X509Context;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `identity fetch x509|jwt`.
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: watchword identity fetch x509 --socket unix:/run/watchword/agent.sock --write ."
    },
    description = "Fetch this process's SVIDs once.")
final class FetchCommand {

  @Command(
      name = "x509",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example: watchword identity fetch x509 --socket unix:/run/watchword/agent.sock --write ."
      },
      description = "Fetch X.509-SVIDs, with the bundles to verify peers with.")
  int x509(
      @Mixin Endpoint endpoint,
      @Option(
              names = "--write",
              paramLabel = "DIR",
              description =
                  "Write svid.N.pem, svid.N.key and bundle.N.pem there, federated_bundle.N.M.pem"
                      + " for each federated trust domain, and crl.pem where there are revocation"
                      + " lists.")
          @Nullable Path folder,
      @Mixin OutputOptions output)
      throws InterruptedException, IOException {
    InstantSource clock = InstantSource.system();
    try (WorkloadApiSource source = endpoint.identities(clock)) {
      X509Context context = source.awaitFirst(endpoint.timeout());
      List<Path> written = folder == null ? List.of() : new SvidFiles(folder).write(context);
      List<SvidView> svids = SvidView.of(context, clock);
      List<TrustView> trust = TrustView.of(context);
      output
          .console()
          .print(
              new Fetched(svids, trust, context.revocations().lists().size(), written),
              out -> {
                svids.forEach(svid -> svid.write(out));
                trust.forEach(domain -> domain.write(out));
                written.forEach(file -> out.println("wrote " + file));
              });
    }
    return ExitCodes.DONE;
  }

  @Command(
      name = "jwt",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "The token goes to stdout: whoever reads it is who it says until it expires.",
        "Example: watchword identity fetch jwt --audience orders"
      },
      description = "Fetch JWT-SVIDs for an audience.")
  int jwt(
      @Mixin Endpoint endpoint,
      @Option(
              names = "--audience",
              required = true,
              paramLabel = "NAME",
              description = "Who is to accept the token; may be given several times.")
          List<String> audience,
      @Option(
              names = "--spiffe-id",
              paramLabel = "ID",
              description = "For this identity. Default: for each that this process has.")
          @Nullable String spiffeId,
      @Mixin OutputOptions output)
      throws InterruptedException {
    Optional<SpiffeId> id = Optional.ofNullable(spiffeId).map(SpiffeId::parse);
    try (WorkloadApiJwts tokens = endpoint.tokens(InstantSource.system())) {
      List<JwtView> svids =
          tokens.fetch(audience, id, endpoint.timeout()).stream().map(JwtView::of).toList();
      output
          .console()
          .print(new FetchedTokens(svids), out -> svids.forEach(svid -> svid.write(out)));
    }
    return ExitCodes.DONE;
  }

  record Fetched(
      List<SvidView> svids, List<TrustView> trust, int revocationLists, List<Path> written) {}

  record FetchedTokens(List<JwtView> svids) {}
}
