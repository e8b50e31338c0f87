package io.watchword.ca;

import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.EnvironmentReference;
import io.watchword.platform.bootstrap.config.ExactlyOne;
import java.nio.file.Path;
import java.util.Optional;

/// `auth` below `keys`: how we show Vault who we are. Secrets are in files, which are read anew
/// whenever they are needed.
///
/// @param tokenFile file with a token alone
/// @param token `${NAME}` of an environment variable
/// @param approle a role's id and secret
/// @param kubernetes the token of our service account
/// @param certificate what we show in the TLS handshake
/// @param jwt a token that somebody Vault trusts has signed
@ExactlyOne
public record VaultAuth(
    Optional<Path> tokenFile,
    Optional<EnvironmentReference> token,
    Optional<AppRole> approle,
    Optional<Kubernetes> kubernetes,
    Optional<Certificate> certificate,
    Optional<Jwt> jwt) {

  /// A token in a file.
  public static VaultAuth tokenIn(Path file) {
    return new VaultAuth(
        Optional.of(file),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// An AppRole.
  ///
  /// @param secretIdFile file with a secret id alone
  /// @param wrappedSecretIdFile file with a wrapping token alone, which is unwrapped once
  /// @param mount of the auth method
  @ExactlyOne
  public record AppRole(
      String roleId,
      Optional<Path> secretIdFile,
      Optional<Path> wrappedSecretIdFile,
      @Default("approle") String mount) {}

  /// A Kubernetes service account.
  ///
  /// @param role of the auth method that takes it
  /// @param mount of the auth method
  public record Kubernetes(
      String role,
      @Default("/var/run/secrets/kubernetes.io/serviceaccount/token") Path tokenFile,
      @Default("kubernetes") String mount) {}

  /// A client certificate.
  ///
  /// @param certificate PEM file, its own first
  /// @param key PEM file, mode 0600
  /// @param role to log in to; by default whichever takes the certificate
  /// @param mount of the auth method
  public record Certificate(
      Path certificate, Path key, Optional<String> role, @Default("cert") String mount) {}

  /// A JWT.
  ///
  /// @param tokenFile file with it alone
  /// @param role to log in to; by default the method's own
  /// @param mount of the auth method
  public record Jwt(Path tokenFile, Optional<String> role, @Default("jwt") String mount) {}
}
