package io.watchword.cli.registration;

import io.watchword.cli.output.DurationConverter;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.RunningOptions;
import io.watchword.cli.running.wire.AdminClient;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `token create`.
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Join tokens: how a new agent proves itself to the CA, once.",
    footer = {"", "Example: watchword token create --ttl 10m > join-token"})
public final class TokenCommand {

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword token create --ttl 10m > join-token"},
      description =
          "Create a token. It carries the SHA-256 of the root, so that the agent needs nothing else"
              + " to trust the CA.")
  int create(
      @Option(
              names = "--spiffe-id",
              paramLabel = "ID",
              defaultValue = "",
              description = "SPIFFE ID of the agent to be. Default: the CA chooses.")
          String spiffeId,
      @Option(
              names = "--ttl",
              paramLabel = "DURATION",
              defaultValue = "10m",
              converter = DurationConverter.class,
              description = "How long it may be used. Default: ${DEFAULT-VALUE}.")
          Duration ttl,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    try (AdminClient ca = AdminClient.of(running.adminSocket())) {
      CaAnswer.Token token = ca.createToken(spiffeId, ttl);
      // The token alone on stdout, so that it can be redirected into the agent's token file.
      output.console().note("for " + token.spiffeId() + ", until " + token.expiresAt());
      output.console().print(token, out -> out.println(token.token()));
    }
    return 0;
  }
}
