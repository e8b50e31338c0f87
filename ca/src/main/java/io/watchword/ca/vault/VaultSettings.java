package io.watchword.ca.vault;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where a server is and how to reach it.
///
/// @param address without a path: the API's `/v1` is added
/// @param namespace sent as `X-Vault-Namespace`
/// @param caCertificate PEM file with who may have signed the server's certificate; absent: what
///   the JDK trusts
/// @param clientCertificate shown in the TLS handshake
/// @param connectTimeout until a connection stands
/// @param readTimeout until an answer is there
public record VaultSettings(
    URI address,
    Optional<String> namespace,
    Optional<Path> caCertificate,
    Optional<ClientCertificate> clientCertificate,
    Duration connectTimeout,
    Duration readTimeout) {

  /// PEM files: a chain and its key. Read anew when they change.
  public record ClientCertificate(Path certificate, Path key) {}

  /// Takes slashes off the ends.
  public VaultSettings {
    address = URI.create(address.toString().replaceAll("/+$", ""));
    namespace = namespace.map(VaultSettings::trimmed).filter(name -> !name.isEmpty());
  }

  /// `path` without slashes at its ends.
  public static String trimmed(String path) {
    return path.replaceAll("^/+|/+$", "");
  }
}
