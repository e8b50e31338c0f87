package io.watchword.ca;

import io.watchword.ca.keys.KeyStoreFile;
import io.watchword.ca.keys.MemoryKeys;
import io.watchword.ca.keys.OwnRoots;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.pem.FileUpstream;
import io.watchword.ca.keys.pem.IssuerFiles;
import io.watchword.ca.vault.SecretId;
import io.watchword.ca.vault.TokenSource;
import io.watchword.ca.vault.VaultLogin;
import io.watchword.ca.vault.VaultSettings;
import io.watchword.ca.vault.VaultToken;
import io.watchword.ca.vault.pki.PkiSettings;
import io.watchword.ca.vault.pki.VaultPkiUpstream;
import io.watchword.ca.vault.transit.TransitKeys;
import io.watchword.ca.vault.transit.TransitSettings;
import io.watchword.platform.bootstrap.config.EnvironmentReference;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// The keys, and the authority above us, that a configuration asks for. Thread-safe: no state.
final class Upstreams {
  private static final Duration MAX_CONNECT = Duration.ofSeconds(3);

  private final CaConfig config;
  private final InstantSource clock;
  private final Map<String, String> environment;

  /// @param environment where references of the configuration lead
  Upstreams(CaConfig config, InstantSource clock, Map<String, String> environment) {
    this.config = config;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /// Where our own keys are.
  SigningKeys keys() {
    return switch (config.keys()) {
      case KeysConfig.Embedded(KeysConfig.Store store) when store == KeysConfig.Store.MEMORY ->
          new MemoryKeys();
      case KeysConfig.VaultTransit vault ->
          new TransitKeys(
              server(
                  vault.address(),
                  vault.namespace(),
                  vault.caCertificate(),
                  vault.timeout(),
                  vault.auth()),
              new TransitSettings(
                  vault.mount(),
                  vault.keyPrefix().orElseGet(() -> "watchword-" + config.trustDomain())),
              tokens(vault.auth()),
              clock);
      case KeysConfig.Embedded _, KeysConfig.VaultPki _, KeysConfig.File _ ->
          KeyStoreFile.open(config.state().resolve("keys"));
    };
  }

  /// The authority above us.
  UpstreamAuthority authority(SigningKeys keys, SigningCertificates certificates) {
    return switch (config.keys()) {
      case KeysConfig.Embedded _, KeysConfig.VaultTransit _ ->
          new OwnRoots(keys, certificates, config.keyType(), clock);
      case KeysConfig.VaultPki vault ->
          new VaultPkiUpstream(
              server(
                  vault.address(),
                  vault.namespace(),
                  vault.caCertificate(),
                  vault.timeout(),
                  vault.auth()),
              new PkiSettings(vault.mount(), vault.issuer(), vault.nextIssuer()),
              tokens(vault.auth()),
              config.domain(),
              clock);
      case KeysConfig.File file ->
          new FileUpstream(
              new IssuerFiles(file.certificate(), file.key()),
              file.nextCertificate()
                  .flatMap(
                      certificate -> file.nextKey().map(key -> new IssuerFiles(certificate, key))),
              certificates,
              clock);
    };
  }

  private static VaultSettings server(
      URI address,
      Optional<String> namespace,
      Optional<Path> caCertificate,
      Duration timeout,
      VaultAuth auth) {
    return new VaultSettings(
        address,
        namespace,
        caCertificate,
        auth.certificate()
            .map(own -> new VaultSettings.ClientCertificate(own.certificate(), own.key())),
        timeout.compareTo(MAX_CONNECT) < 0 ? timeout : MAX_CONNECT,
        timeout);
  }

  private TokenSource tokens(VaultAuth auth) {
    Optional<TokenSource> file = auth.tokenFile().map(TokenSource.TokenFile::new);
    Optional<TokenSource> variable = auth.token().map(this::fixed);
    return file.or(() -> variable)
        .or(() -> login(auth).map(TokenSource.Login::new))
        .orElseThrow(() -> new IllegalStateException("no way to log in to Vault"));
  }

  private static Optional<VaultLogin> login(VaultAuth auth) {
    Optional<VaultLogin> approle =
        auth.approle()
            .map(role -> new VaultLogin.AppRole(role.mount(), role.roleId(), secretId(role)));
    Optional<VaultLogin> kubernetes =
        auth.kubernetes()
            .map(own -> new VaultLogin.Kubernetes(own.mount(), own.role(), own.tokenFile()));
    Optional<VaultLogin> certificate =
        auth.certificate().map(own -> new VaultLogin.Certificate(own.mount(), own.role()));
    Optional<VaultLogin> jwt =
        auth.jwt().map(own -> new VaultLogin.Jwt(own.mount(), own.role(), own.tokenFile()));
    return approle.or(() -> kubernetes).or(() -> certificate).or(() -> jwt);
  }

  private static SecretId secretId(VaultAuth.AppRole role) {
    return role.secretIdFile()
        .<SecretId>map(SecretId.InFile::new)
        .orElseGet(() -> new SecretId.Wrapped(role.wrappedSecretIdFile().orElseThrow()));
  }

  private TokenSource fixed(EnvironmentReference reference) {
    return new TokenSource.Fixed(
        new VaultToken(
            reference
                .in(environment)
                .orElseThrow(
                    () ->
                        new InvalidInputException(
                            Diagnostic.error(
                                "ca/no-vault-token",
                                "environment variable `"
                                    + reference.name()
                                    + "` is not set (expected: a token for Vault)")))));
  }
}
