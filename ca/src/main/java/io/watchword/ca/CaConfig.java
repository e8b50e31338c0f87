package io.watchword.ca;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

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
  }

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
