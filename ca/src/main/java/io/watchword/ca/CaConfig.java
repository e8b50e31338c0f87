package io.watchword.ca;

import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.Verification;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.audit.AuditSettings;
import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `ca.yaml`.
///
/// @param trustDomain whose CA this is; it cannot change later
/// @param state folder for keys, journals, store and audit log
/// @param nodes where agents come
/// @param admin socket for operators; by default `admin.sock` in `state`
/// @param health loopback address for health, metrics and dumps
/// @param keys who holds the keys
/// @param svidTtl life of an SVID whose entry names none, and of node SVIDs
/// @param rootTtl life of a root that this CA makes
/// @param intermediateTtl life of the certificate that signs SVIDs; the next is prepared at half of
///   it
/// @param keyType of roots that this CA makes
/// @param intermediateKeyType of the key that signs SVIDs
/// @param crypto who checks requests and what was signed
/// @param jwt of JWT-SVIDs
/// @param oidc where verifiers that know OpenID Connect find the keys of JWT-SVIDs; by default
///   nowhere
/// @param issuancePolicy folders with Rego that has the last word on each SVID; by default there is
///   none
/// @param federation where others fetch our bundle, and whom we trust when we fetch theirs
/// @param nodeAttestors by which means agents may come in, beside join tokens
/// @param audit where the audit log is
public record CaConfig(
    String trustDomain,
    Path state,
    Nodes nodes,
    Optional<UnixSocket> admin,
    HostPort health,
    @Default("embedded") KeysConfig keys,
    @Default("1h") Duration svidTtl,
    @Default("3650d") Duration rootTtl,
    @Default("7d") Duration intermediateTtl,
    @Default("{}") NodeAttestorSettings nodeAttestors,
    @Default("ec-p256") KeyType keyType,
    @Default("ec-p256") KeyType intermediateKeyType,
    @Default("fast") Crypto crypto,
    Optional<Jwt> jwt,
    Optional<Oidc> oidc,
    Optional<List<Path>> issuancePolicy,
    Optional<Federation> federation,
    Optional<AuditSettings> audit) {

  // Java's and other path builders fail on constraints that are no host names.
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z]([a-z0-9-]*[a-z0-9])?");

  /// The defaults of everything that may be left out.
  static CaConfig of(
      String trustDomain, Path state, HostPort nodes, HostPort health, KeysConfig keys) {
    return new CaConfig(
        trustDomain,
        state,
        new Nodes(nodes, 200),
        Optional.empty(),
        health,
        keys,
        Duration.ofHours(1),
        Duration.ofDays(3650),
        Duration.ofDays(7),
        NodeAttestorSettings.none(),
        KeyType.EC_P256,
        KeyType.EC_P256,
        Crypto.FAST,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Checks what concerns several keys.
  public CaConfig {
    try {
      new TrustDomain(trustDomain);
    } catch (InvalidSpiffeIdException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (keys.nameConstraints() && !HOST.matcher(trustDomain).matches()) {
      throw new IllegalArgumentException(
          "name-constraints: true, and verifiers cannot match `"
              + trustDomain
              + "` as a host (expected: a trust domain of DNS labels with a letter in the last)");
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

  /// Who checks signatures. What signs is always the validated module, or Vault.
  public enum Crypto {
    /// The fastest provider of this platform.
    FAST,
    /// The validated module.
    FIPS;

    Verification verification() {
      return switch (this) {
        case FAST -> Verification.fastest();
        case FIPS -> Verification.validated();
      };
    }
  }

  /// JWT-SVIDs.
  ///
  /// @param svidTtl life of one whose entry names none
  /// @param keyType of the keys that sign them
  /// @param keyTtl life of such a key; the next is published when half of it is over, and signs
  ///   when five sixths are
  public record Jwt(
      @Default("5m") Duration svidTtl,
      @Default("ec-p256") KeyType keyType,
      @Default("7d") Duration keyTtl) {
    static final Jwt DEFAULT = new Jwt(Duration.ofMinutes(5), KeyType.EC_P256, Duration.ofDays(7));

    /// Checks what concerns several keys.
    public Jwt {
      if (svidTtl.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("svid-ttl " + text(svidTtl) + " (expected: >= 1s)");
      }
      if (keyTtl.compareTo(svidTtl.multipliedBy(6)) < 0) {
        throw new IllegalArgumentException(
            "key-ttl "
                + text(keyTtl)
                + " (expected: at least six times svid-ttl, "
                + text(svidTtl)
                + ")");
      }
    }
  }

  /// Where verifiers that know OpenID Connect find the keys of JWT-SVIDs.
  ///
  /// @param issuer `iss` of the tokens: the address under which the document is reached
  /// @param certificate PEM file with the server's certificates; by default the CA's own SVID
  /// @param key PEM file with the server's private key
  public record Oidc(HostPort listen, URI issuer, Optional<Path> certificate, Optional<Path> key) {

    /// Checks what concerns several keys.
    public Oidc {
      if (!"https".equals(issuer.getScheme())
          || issuer.getHost() == null
          || issuer.getRawQuery() != null
          || issuer.getRawFragment() != null
          || issuer.toString().endsWith("/")) {
        throw new IllegalArgumentException(
            "issuer `"
                + issuer
                + "` (expected: https://HOST or https://HOST/PATH, without a slash at the end)");
      }
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException("certificate and key (expected: both or neither)");
      }
    }
  }

  /// Of JWT-SVIDs.
  Jwt jwtSettings() {
    return jwt.orElse(Jwt.DEFAULT);
  }

  /// Where agents come.
  ///
  /// @param arrivalsPerSecond how many agents are taken in in the long run, twice as many at once;
  ///   others are told when to come again
  public record Nodes(
      HostPort listen, @Default("200") @AtLeast("1") @AtMost("100000") int arrivalsPerSecond) {}

  /// Federation with other trust domains; which ones is said on the command line.
  ///
  /// @param listen where our bundle is served at `/`; by default nowhere
  /// @param profile how that endpoint proves who it is
  /// @param webRoots PEM file with who may have signed the certificates of `https_web` endpoints
  ///   that we ask; by default Java's list
  public record Federation(
      Optional<HostPort> listen,
      @Default("https-spiffe") Profile profile,
      Optional<Path> webRoots) {

    /// How our endpoint proves who it is.
    public sealed interface Profile {

      /// By the CA's own X.509-SVID.
      record HttpsSpiffe() implements Profile {}

      /// By a certificate for its host name.
      ///
      /// @param certificate PEM, the chain; read anew when it changes
      /// @param key PEM, PKCS#8
      record HttpsWeb(Path certificate, Path key) implements Profile {}
    }
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
