package io.watchword.cli.identity;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.InvalidJwtSvidException;
import io.watchword.identity.workload.JwtVerdict;
import io.watchword.identity.workload.WorkloadApiJwts;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `identity validate jwt`.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: watchword identity validate jwt --audience orders -"},
    description = "Say whether an SVID proves an identity.",
    subcommands = ValidateCommand.Jwt.class)
final class ValidateCommand {

  /// `identity validate jwt`: by the agent's word, or offline with a bundle.
  @Command(
      name = "jwt",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Exit code: 0 it proves an identity, 2 it is refused, 3 the bundle cannot be read.",
        "Example: watchword identity validate jwt --audience orders --bundle bundle.json -"
      },
      description =
          "Say whether a token proves an identity to an audience: the agent judges, or, with"
              + " --bundle, this command.")
  static final class Jwt implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
        paramLabel = "TOKEN",
        arity = "0..1",
        description =
            "The token; `-` reads it from stdin, where other users of this machine do not see it.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Read the token there.")
    private @Nullable Path tokenFile;

    @Option(
        names = "--audience",
        required = true,
        paramLabel = "NAME",
        description = "Who is to accept the token.")
    private String audience = "";

    @Option(
        names = "--bundle",
        paramLabel = "FILE",
        description = "Judge here, by this SPIFFE bundle or bundle map, and ask no agent.")
    private @Nullable Path bundle;

    @Option(
        names = "--trust-domain",
        paramLabel = "NAME",
        description =
            "Whose bundle FILE is. Default: that of the token. A bundle map says it itself.")
    private @Nullable String trustDomain;

    @Mixin private Endpoint endpoint = new Endpoint();
    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (audience.isEmpty()) {
        throw wrong("--audience is empty (expected: who is to accept the token)");
      }
      String text = token();
      return bundle == null ? byAgent(text) : offline(text, bundle);
    }

    private int byAgent(String text) throws InterruptedException {
      if (trustDomain != null) {
        throw wrong("--trust-domain says whose bundle --bundle is; the agent has its own bundles");
      }
      try (WorkloadApiJwts tokens = endpoint.tokens(InstantSource.system())) {
        return print(
            switch (tokens.askAgent(text, audience, endpoint.timeout())) {
              case JwtVerdict.Accepted(var id, var claims) ->
                  JwtVerdictView.accepted(id.toString(), claims, "agent");
              case JwtVerdict.Refused(var why) ->
                  JwtVerdictView.refused("refused-by-agent", why, "agent");
            });
      }
    }

    private int offline(String text, Path file) throws IOException {
      Console console = output.console();
      OfflineKeys keys;
      try {
        keys =
            OfflineKeys.read(
                Files.readString(file), Optional.ofNullable(trustDomain).map(TrustDomain::parse));
      } catch (IdentityException e) {
        console.error("watchword: `" + file + "`: " + e.getMessage());
        return ExitCodes.INVALID_INPUT;
      }
      try {
        return print(keys.judge(text, audience, InstantSource.system().instant()));
      } catch (InvalidJwtSvidException e) {
        return print(JwtVerdictView.refused(e.reason().text(), e.getMessage(), "bundle"));
      }
    }

    private int print(JwtVerdictView verdict) {
      output.console().print(verdict.json(), verdict::write);
      return verdict.valid() ? ExitCodes.DONE : ExitCodes.NO;
    }

    private String token() throws IOException {
      if ((token == null) == (tokenFile == null)) {
        throw wrong("which token? name it as TOKEN, as `-` for stdin, or with --token-file FILE");
      }
      if (tokenFile != null) {
        return Files.readString(tokenFile).strip();
      }
      return "-".equals(token)
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip()
          : String.valueOf(token);
    }

    private ParameterException wrong(String message) {
      return new ParameterException(
          Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }
  }
}
