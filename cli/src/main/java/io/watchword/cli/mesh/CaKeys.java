package io.watchword.cli.mesh;

import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.EnvironmentReference;
import io.watchword.platform.bootstrap.config.ExactlyOne;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// `ca.keys` in `mesh.yaml`: where the CA's keys are. The same words as in `ca.yaml`, where they
/// are explained and checked.
public sealed interface CaKeys {

  /// With the CA.
  record Embedded(@Default("file") Store store) implements CaKeys {}

  /// Where embedded keys are.
  enum Store {
    /// Below the CA's state folder.
    FILE,
    /// They end with the process.
    MEMORY
  }

  /// All of them in a Transit mount of a Vault or OpenBao.
  record VaultTransit(
      URI address,
      @Default("transit") String mount,
      Optional<String> namespace,
      Optional<Path> caCertificate,
      Optional<String> keyPrefix,
      Optional<Duration> timeout,
      Auth auth)
      implements CaKeys {}

  /// A PKI mount of a Vault or OpenBao signs the CA's intermediate.
  record VaultPki(
      URI address,
      @Default("pki") String mount,
      Optional<String> namespace,
      Optional<Path> caCertificate,
      Optional<String> issuer,
      Optional<String> nextIssuer,
      @Default("false") boolean nameConstraints,
      @Default("false") boolean trustNewRoots,
      Optional<Duration> timeout,
      Auth auth)
      implements CaKeys {}

  /// A certificate and its key in PEM files sign the CA's intermediate.
  record File(
      Path certificate,
      Path key,
      Optional<Path> nextCertificate,
      Optional<Path> nextKey,
      @Default("false") boolean nameConstraints,
      @Default("false") boolean trustNewRoots)
      implements CaKeys {}

  /// How the CA shows Vault who it is.
  @ExactlyOne
  record Auth(
      Optional<Path> tokenFile,
      Optional<EnvironmentReference> token,
      Optional<AppRole> approle,
      Optional<Kubernetes> kubernetes,
      Optional<Certificate> certificate,
      Optional<Jwt> jwt) {

    /// By a token in a file.
    public static Auth tokenIn(Path file) {
      return new Auth(
          Optional.of(file),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /// By an AppRole.
  @ExactlyOne
  record AppRole(
      String roleId,
      Optional<Path> secretIdFile,
      Optional<Path> wrappedSecretIdFile,
      @Default("approle") String mount) {}

  /// By a Kubernetes service account.
  record Kubernetes(String role, Optional<Path> tokenFile, @Default("kubernetes") String mount) {}

  /// By a client certificate.
  record Certificate(
      Path certificate, Path key, Optional<String> role, @Default("cert") String mount) {}

  /// By a JWT.
  record Jwt(Path tokenFile, Optional<String> role, @Default("jwt") String mount) {}
}
