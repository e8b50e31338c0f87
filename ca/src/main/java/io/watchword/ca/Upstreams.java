package io.watchword.ca;

import io.watchword.ca.keys.OwnRoots;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.vault.TokenSource;
import io.watchword.ca.vault.VaultPkiUpstream;
import io.watchword.ca.vault.VaultSettings;
import io.watchword.ca.vault.VaultToken;
import io.watchword.platform.bootstrap.config.EnvironmentReference;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// The authority above us that a configuration asks for.
final class Upstreams {
  private static final Duration MAX_CONNECT = Duration.ofSeconds(3);

  private Upstreams() {}

  /// @param environment where references of the configuration lead
  static UpstreamAuthority of(
      CaConfig config,
      SigningKeys keys,
      SigningCertificates certificates,
      InstantSource clock,
      Map<String, String> environment) {
    return switch (config.keys()) {
      case CaConfig.Keys.Embedded _ -> new OwnRoots(keys, certificates, config.keyType(), clock);
      case CaConfig.Keys.VaultPki vault ->
          new VaultPkiUpstream(
              settings(vault), tokens(vault.auth(), environment), config.domain(), clock);
    };
  }

  private static VaultSettings settings(CaConfig.Keys.VaultPki vault) {
    Duration connect = vault.timeout().compareTo(MAX_CONNECT) < 0 ? vault.timeout() : MAX_CONNECT;
    return new VaultSettings(
        vault.address(),
        vault.mount(),
        vault.namespace(),
        vault.caCertificate(),
        vault.issuer(),
        connect,
        vault.timeout());
  }

  private static TokenSource tokens(CaConfig.VaultAuth auth, Map<String, String> environment) {
    return auth.tokenFile()
        .<TokenSource>map(TokenSource.TokenFile::new)
        .orElseGet(
            () -> {
              EnvironmentReference reference = auth.token().orElseThrow();
              String text =
                  reference
                      .in(environment)
                      .orElseThrow(
                          () ->
                              new InvalidInputException(
                                  Diagnostic.error(
                                      "ca/no-vault-token",
                                      "environment variable `"
                                          + reference.name()
                                          + "` is not set (expected: a token for Vault)")));
              return new TokenSource.Fixed(new VaultToken(text));
            });
  }
}
