package io.watchword.ca.vault;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.keys.UpstreamUnavailableException;
import io.watchword.identity.id.TrustDomain;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The roots in a PKI mount of Vault or OpenBao. Thread-safe; every call but `backend` asks the
/// network.
///
/// What it does it finds again by name or by certificate, so that each call may be repeated after a
/// crash of either side. The issuer is always named: what the mount calls its default is used for
/// the first root only.
public final class VaultPkiUpstream implements UpstreamAuthority {
  /// What it calls itself.
  public static final String BACKEND = "vault-pki";

  private static final Logger LOG = LoggerFactory.getLogger(VaultPkiUpstream.class);
  private static final int KEY_CERT_SIGN = 5;
  private static final Duration POLL = Duration.ofSeconds(10);
  // Vault's clock and ours differ: an intermediate that ends with its root ends this much before.
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  private final VaultSettings settings;
  private final TrustDomain trustDomain;
  private final VaultSession session;
  private final PkiMount mount;
  private final InstantSource clock;

  // Only of what was logged last; two threads that log the same change do no harm.
  private volatile @Nullable Map<String, String> seen;
  private volatile Instant lookAgain = Instant.MIN;

  /// Does not ask Vault anything yet: a CA that has its intermediate starts without it.
  public VaultPkiUpstream(
      VaultSettings settings, TokenSource tokens, TrustDomain trustDomain, InstantSource clock) {
    this(settings, tokens, trustDomain, clock, new DriverTransport(settings));
  }

  VaultPkiUpstream(
      VaultSettings settings,
      TokenSource tokens,
      TrustDomain trustDomain,
      InstantSource clock,
      VaultTransport transport) {
    this.settings = settings;
    this.trustDomain = trustDomain;
    this.session = new VaultSession(transport, new TokenLease(tokens, transport, clock));
    this.mount = new PkiMount(session, settings.mount());
    this.clock = clock;
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  @Override
  public List<UpstreamRoot> roots() {
    List<PkiIssuer> found = usable();
    settings.issuer().ifPresent(wanted -> requireListed(wanted, found));
    return found.stream()
        .sorted(
            Comparator.comparing((PkiIssuer issuer) -> !isConfigured(issuer))
                .thenComparing(issuer -> !issuer.isDefault())
                .thenComparing(
                    issuer -> issuer.certificate().getNotBefore(), Comparator.reverseOrder()))
        .map(PkiIssuer::asRoot)
        .toList();
  }

  @Override
  public UpstreamRoot createRoot(String name, Duration ttl) {
    Optional<PkiIssuer> existing = called(name);
    if (existing.isPresent()) {
      return checked(existing.get());
    }
    Map<String, Object> certificate = rootCertificate(name, ttl);
    VaultAnswer answer = mount.generateRoot(name, certificate);
    if (answer.status() == 400 && called(name).isEmpty() && mount.keyCalled(name).isPresent()) {
      // An earlier try got as far as the key.
      answer = mount.generateRootOverKey(name, certificate);
    }
    VaultAnswer last = answer;
    PkiIssuer made =
        called(name)
            .orElseThrow(
                () ->
                    VaultSession.failed(
                        VaultCall.write(mount.name() + "/issuers/generate/root", Map.of()), last));
    LOG.atInfo()
        .addKeyValue("mount", mount.name())
        .addKeyValue("issuer", made.id())
        .addKeyValue("root_sha256", made.sha256())
        .addKeyValue("not_after", made.certificate().getNotAfter().toInstant())
        .log("root created in vault");
    return checked(made);
  }

  @Override
  public List<X509Certificate> signIntermediate(UpstreamRoot root, byte[] csr, Duration ttl) {
    PkiIssuer issuer =
        with(root)
            .filter(PkiIssuer::isUsableRoot)
            .orElseThrow(
                () ->
                    new KeysException(
                        "ca/root-unknown",
                        "mount `"
                            + mount.name()
                            + "` lists no usable root sha256:"
                            + root.sha256()));
    Duration left =
        Duration.between(clock.instant(), root.certificate().getNotAfter().toInstant())
            .minus(CLOCK_SKEW);
    Duration life = ttl.compareTo(left) < 0 ? ttl : left;
    if (life.isNegative() || life.isZero()) {
      throw new KeysException(
          "ca/root-ended",
          "root sha256:" + root.sha256() + " ends at " + root.certificate().getNotAfter());
    }
    return List.of(mount.signIntermediate(issuer, csr, Math.max(1, life.toSeconds())));
  }

  @Override
  public void retireRoot(UpstreamRoot root) {
    List<PkiIssuer> issuers = mount.issuers();
    Optional<PkiIssuer> found =
        issuers.stream().filter(issuer -> issuer.sha256().equals(root.sha256())).findFirst();
    // After a crash between the last two steps only the key is left; it has the name we gave it.
    Optional<String> key =
        found
            .map(PkiIssuer::keyId)
            .filter(id -> !id.isEmpty())
            .or(() -> mount.keyCalled(root.name()));
    List<PkiIssuer> others =
        issuers.stream().filter(issuer -> !issuer.sha256().equals(root.sha256())).toList();
    if (found.isPresent()) {
      if (found.get().isDefault()) {
        newest(others).ifPresent(mount::makeDefault);
      }
      if (!found.get().isRevoked()) {
        mount.revoke(found.get());
      }
      mount.deleteIssuer(found.get());
    }
    key.filter(id -> others.stream().noneMatch(other -> other.keyId().equals(id)))
        .ifPresent(mount::deleteKey);
    LOG.atInfo()
        .addKeyValue("mount", mount.name())
        .addKeyValue("root_sha256", root.sha256())
        .log("root retired in vault");
  }

  @Override
  public List<KeyCustody> custody() {
    return usable().stream().map(this::custody).toList();
  }

  @Override
  public UpstreamHealth health() {
    UpstreamHealth health = session.health();
    if (health instanceof UpstreamHealth.Usable && !clock.instant().isBefore(lookAgain)) {
      try {
        lookForNewIssuers();
        lookAgain = clock.instant().plus(POLL);
      } catch (UpstreamUnavailableException e) {
        return new UpstreamHealth.Unusable(e.code(), String.valueOf(e.getMessage()));
      }
    }
    return health;
  }

  @Override
  public void close() {
    session.close();
  }

  private List<PkiIssuer> usable() {
    return mount.issuers().stream().filter(PkiIssuer::isUsableRoot).toList();
  }

  private Optional<PkiIssuer> called(String name) {
    return mount.issuers().stream().filter(issuer -> issuer.name().equals(name)).findFirst();
  }

  private Optional<PkiIssuer> with(UpstreamRoot root) {
    return mount.issuers().stream()
        .filter(issuer -> issuer.sha256().equals(root.sha256()))
        .findFirst();
  }

  private static Optional<PkiIssuer> newest(List<PkiIssuer> issuers) {
    return issuers.stream()
        .filter(PkiIssuer::isUsableRoot)
        .max(Comparator.comparing(issuer -> issuer.certificate().getNotBefore()));
  }

  private boolean isConfigured(PkiIssuer issuer) {
    return settings.issuer().filter(issuer::isCalled).isPresent();
  }

  private void requireListed(String wanted, List<PkiIssuer> found) {
    if (found.stream().noneMatch(issuer -> issuer.isCalled(wanted))) {
      throw new KeysException(
          "ca/upstream-issuer",
          "issuer `"
              + wanted
              + "` is no usable root of mount `"
              + mount.name()
              + "` (expected: one of "
              + found.stream().map(issuer -> issuer.asRoot().name()).sorted().toList()
              + ")");
    }
  }

  private Map<String, Object> rootCertificate(String name, Duration ttl) {
    Map<String, Object> certificate = new LinkedHashMap<>();
    certificate.put("common_name", "Watchword " + name);
    certificate.put("organization", "Watchword");
    certificate.put("uri_sans", trustDomain.id().toString());
    // Vault would add the common name as a DNS name, which an SVID must not have.
    certificate.put("exclude_cn_from_sans", true);
    certificate.put("ttl", ttl.toSeconds() + "s");
    return certificate;
  }

  private static UpstreamRoot checked(PkiIssuer issuer) {
    boolean[] usage = issuer.certificate().getKeyUsage();
    if (!issuer.isUsableRoot() || usage == null || !usage[KEY_CERT_SIGN]) {
      throw new KeysException(
          "ca/upstream-issuer",
          "issuer `"
              + issuer.name()
              + "` is not fit to be our root (expected: self-signed, with its key in Vault, not"
              + " revoked, with keyCertSign)");
    }
    return issuer.asRoot();
  }

  private KeyCustody custody(PkiIssuer issuer) {
    Map<String, String> attributes = new TreeMap<>(mount.key(issuer.keyId()));
    attributes.put("address", settings.address().toString());
    settings.namespace().ifPresent(namespace -> attributes.put("namespace", namespace));
    attributes.put("mount", mount.name());
    attributes.put("issuer_id", issuer.id());
    attributes.put("issuer_name", issuer.name());
    PublicKey key = issuer.certificate().getPublicKey();
    return new KeyCustody("root", BACKEND, type(key), Fingerprints.ofKey(key), attributes);
  }

  private static String type(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> "rsa-" + rsa.getModulus().bitLength();
      default -> KeyType.of(key).label();
    };
  }

  private void lookForNewIssuers() {
    Map<String, String> now = mount.issuerNames();
    Map<String, String> before = seen;
    seen = now;
    if (before != null && !Objects.equals(before, now)) {
      LOG.atInfo()
          .addKeyValue("mount", mount.name())
          .addKeyValue("before", before)
          .addKeyValue("now", now)
          .log("issuers in vault changed");
    }
  }
}
