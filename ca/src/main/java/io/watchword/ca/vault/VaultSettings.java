package io.watchword.ca.vault;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the PKI mount is and how to reach it.
///
/// @param address without a path: the API's `/v1` is added
/// @param mount of the PKI engine, such as `pki`
/// @param namespace sent as `X-Vault-Namespace`
/// @param caCertificate PEM file with who may have signed the server's certificate; absent: what
///   the JDK trusts
/// @param issuer name or id of the root to begin with; absent: the mount's default issuer
/// @param connectTimeout until a connection stands
/// @param readTimeout until an answer is there
public record VaultSettings(
    URI address,
    String mount,
    Optional<String> namespace,
    Optional<Path> caCertificate,
    Optional<String> issuer,
    Duration connectTimeout,
    Duration readTimeout) {

  /// Takes slashes off the ends.
  public VaultSettings {
    address = URI.create(address.toString().replaceAll("/+$", ""));
    mount = trimmed(mount);
    namespace = namespace.map(VaultSettings::trimmed).filter(name -> !name.isEmpty());
  }

  private static String trimmed(String path) {
    return path.replaceAll("^/+|/+$", "");
  }
}
