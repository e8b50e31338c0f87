package io.watchword.ca;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.EnvironmentReference;
import io.watchword.platform.bootstrap.config.ExactlyOne;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `ca.yaml`.
///
/// @param trustDomain whose CA this is; it cannot change later
/// @param state folder for keys, journals, store and audit log
/// @param nodes where agents come
/// @param admin socket for operators; by default `admin.sock` in `state`
/// @param health loopback address for health, metrics and dumps
/// @param keys who holds the roots
/// @param svidTtl life of an SVID whose entry names none, and of node SVIDs
/// @param rootTtl life of a root that this CA makes
/// @param intermediateTtl life of the certificate that signs SVIDs; the next is prepared at half of
///   it
/// @param audit where the audit log is
public record CaConfig(
    String trustDomain,
    Path state,
    Nodes nodes,
    Optional<UnixSocket> admin,
    HostPort health,
    @Default("embedded") Keys keys,
    @Default("1h") Duration svidTtl,
    @Default("3650d") Duration rootTtl,
    @Default("7d") Duration intermediateTtl,
    Optional<AuditSettings> audit) {

  /// Checks what concerns several keys.
  public CaConfig {
    try {
      new TrustDomain(trustDomain);
    } catch (InvalidSpiffeIdException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (svidTtl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("svid-ttl " + text(svidTtl) + " (expected: >= 1s)");
    }
    if (intermediateTtl.compareTo(svidTtl.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "intermediate-ttl "
              + text(intermediateTtl)
              + " (expected: at least twice svid-ttl, "
              + text(svidTtl)
              + ")");
    }
    if (rootTtl.compareTo(intermediateTtl) < 0) {
      throw new IllegalArgumentException(
          "root-ttl "
              + text(rootTtl)
              + " (expected: at least intermediate-ttl, "
              + text(intermediateTtl)
              + ")");
    }
  }

  /// Where agents come.
  public record Nodes(HostPort listen) {}

  /// Who holds the roots.
  public sealed interface Keys {

    /// Ourselves, in a BCFKS key store under `state`.
    record Embedded() implements Keys {}

    /// A PKI mount of Vault or OpenBao; our intermediate stays in the key store under `state`.
    ///
    /// @param address `https`, or `http` to a loopback address
    /// @param namespace Vault namespace of the mount
    /// @param caCertificate PEM file with who may have signed the server's certificate
    /// @param issuer name or id of the first root; by default the mount's default issuer, or a new
    ///   root where the mount has none
    /// @param timeout for an answer
    record VaultPki(
        URI address,
        @Default("pki") String mount,
        Optional<String> namespace,
        Optional<Path> caCertificate,
        Optional<String> issuer,
        @Default("10s") Duration timeout,
        VaultAuth auth)
        implements Keys {

      /// Checks what the token would be sent to.
      public VaultPki {
        boolean isSafe =
            "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && isLoopback(address.getHost());
        if (address.getHost() == null || !isSafe) {
          throw new IllegalArgumentException(
              "address `"
                  + address
                  + "` (expected: https://HOST:PORT, or http:// to a loopback address)");
        }
        if (mount.isBlank()) {
          throw new IllegalArgumentException("mount is empty (expected: a path such as `pki`)");
        }
      }

      private static boolean isLoopback(@Nullable String host) {
        return "localhost".equals(host)
            || "[::1]".equals(host)
            || host != null && host.startsWith("127.");
      }
    }
  }

  /// How we show Vault who we are.
  ///
  /// @param tokenFile file with a token alone; read anew when Vault no longer takes the old one
  /// @param token `${NAME}` of an environment variable
  @ExactlyOne
  public record VaultAuth(Optional<Path> tokenFile, Optional<EnvironmentReference> token) {}

  /// The trust domain, as the rest of the CA wants it.
  public TrustDomain domain() {
    return new TrustDomain(trustDomain);
  }

  /// The socket for operators.
  public UnixSocket adminSocket() {
    return admin.orElseGet(() -> new UnixSocket(state.resolve("admin.sock")));
  }

  private static String text(Duration duration) {
    return duration.toSeconds() + "s";
  }
}
