package io.watchword.ca.vault.pki;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.vault.DriverTransport;
import io.watchword.ca.vault.TokenSource;
import io.watchword.ca.vault.VaultAnswer;
import io.watchword.ca.vault.VaultCall;
import io.watchword.ca.vault.VaultSession;
import io.watchword.ca.vault.VaultSettings;
import io.watchword.identity.id.TrustDomain;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  private static final Duration POLL = Duration.ofSeconds(10);
  // Vault's clock and ours differ: an intermediate that ends with its root ends this much before.
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

  private final VaultSettings server;
  private final PkiSettings settings;
  private final TrustDomain trustDomain;
  private final VaultSession session;
  private final PkiMount mount;
  private final InstantSource clock;

  // Two threads that look at once do no harm.
  private volatile String seen = "";
  private volatile Instant lookAgain = Instant.MIN;

  /// Does not ask Vault anything yet: a CA that has its intermediate starts without it.
  public VaultPkiUpstream(
      VaultSettings server,
      PkiSettings settings,
      TokenSource tokens,
      TrustDomain trustDomain,
      InstantSource clock) {
    this(
        server,
        settings,
        VaultSession.open(new DriverTransport(server), tokens, clock),
        trustDomain,
        clock);
  }

  VaultPkiUpstream(
      VaultSettings server,
      PkiSettings settings,
      VaultSession session,
      TrustDomain trustDomain,
      InstantSource clock) {
    this.server = server;
    this.settings = settings;
    this.trustDomain = trustDomain;
    this.session = session;
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
    settings.issuer().ifPresent(wanted -> requireListed("issuer", wanted, found));
    Map<String, UpstreamRoot> roots = new LinkedHashMap<>();
    found.stream()
        .sorted(preference())
        .map(PkiIssuer::asRoot)
        .forEach(root -> roots.putIfAbsent(root.sha256(), root));
    return List.copyOf(roots.values());
  }

  @Override
  public String rootsDigest() {
    if (!clock.instant().isBefore(lookAgain)) {
      seen = mount.issuerNames().toString();
      lookAgain = clock.instant().plus(POLL);
    }
    return seen;
  }

  @Override
  public UpstreamRoot createRoot(String name, Duration ttl) {
    List<PkiIssuer> issuers = mount.issuers();
    Optional<PkiIssuer> existing =
        issuers.stream().filter(issuer -> issuer.name().equals(name)).findFirst();
    if (existing.isPresent()) {
      return checked(existing.get());
    }
    if (settings.nextIssuer().isPresent()) {
      String next = settings.nextIssuer().get();
      List<PkiIssuer> usable = issuers.stream().filter(PkiIssuer::isUsable).toList();
      requireListed("next-issuer", next, usable);
      return usable.stream()
          .filter(issuer -> issuer.isCalled(next))
          .findFirst()
          .orElseThrow()
          .asRoot();
    }
    refuseToLeaveTheHierarchy(issuers);
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
        .addKeyValue("root_sha256", made.asRoot().sha256())
        .addKeyValue("not_after", made.certificate().getNotAfter().toInstant())
        .log("root created in vault");
    return checked(made);
  }

  @Override
  public List<X509Certificate> signIntermediate(UpstreamRoot root, byte[] csr, Duration ttl) {
    PkiIssuer issuer =
        usable().stream()
            .filter(each -> each.asRoot().sha256().equals(root.sha256()))
            .min(preference(root.name()))
            .orElseThrow(
                () ->
                    new KeysException(
                        "ca/root-unknown",
                        "mount `"
                            + mount.name()
                            + "` lists no usable root sha256:"
                            + root.sha256()));
    Instant end = issuer.certificate().getNotAfter().toInstant();
    Duration left = Duration.between(clock.instant(), end).minus(CLOCK_SKEW);
    Duration life = ttl.compareTo(left) < 0 ? ttl : left;
    if (life.isNegative() || life.isZero()) {
      throw new KeysException(
          "ca/root-ended",
          "issuer `" + issuer.asRoot().name() + "` of mount `" + mount.name() + "` ends at " + end);
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(mount.signIntermediate(issuer, csr, Math.max(1, life.toSeconds())));
    chain.addAll(issuer.belowTheRoot());
    return chain;
  }

  @Override
  public void retireRoot(UpstreamRoot root) {
    List<PkiIssuer> issuers = mount.issuers();
    Optional<PkiIssuer> found =
        issuers.stream().filter(issuer -> issuer.isTheRoot(root.sha256())).findFirst();
    if (found.isPresent() && found.get().key().isEmpty()) {
      // Its key is elsewhere; the mount has it for the chains of issuers below it.
      return;
    }
    // After a crash between the last two steps only the key is left; it has the name we gave it.
    Optional<String> key =
        found
            .flatMap(PkiIssuer::key)
            .or(
                () ->
                    hangsInTheMount(root, issuers)
                        ? Optional.empty()
                        : mount.keyCalled(root.name()));
    List<PkiIssuer> others =
        issuers.stream().filter(issuer -> !issuer.isTheRoot(root.sha256())).toList();
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
    return session.health();
  }

  @Override
  public void close() {
    session.close();
  }

  private List<PkiIssuer> usable() {
    return mount.issuers().stream().filter(PkiIssuer::isUsable).toList();
  }

  private Optional<PkiIssuer> called(String name) {
    return mount.issuers().stream().filter(issuer -> issuer.name().equals(name)).findFirst();
  }

  private Comparator<PkiIssuer> preference() {
    return Comparator.comparing((PkiIssuer issuer) -> !isConfigured(issuer))
        .thenComparing(issuer -> !issuer.isDefault())
        .thenComparing(issuer -> issuer.certificate().getNotBefore(), Comparator.reverseOrder());
  }

  // Under one root there may be several issuers: the one that gave the root its name comes first.
  private Comparator<PkiIssuer> preference(String name) {
    return Comparator.comparing((PkiIssuer issuer) -> !issuer.isCalled(name))
        .thenComparing(preference());
  }

  private static Optional<PkiIssuer> newest(List<PkiIssuer> issuers) {
    return issuers.stream()
        .filter(PkiIssuer::isUsable)
        .max(Comparator.comparing(issuer -> issuer.certificate().getNotBefore()));
  }

  private boolean isConfigured(PkiIssuer issuer) {
    return settings.issuer().filter(issuer::isCalled).isPresent();
  }

  // A root with an issuer below it in the mount has its key elsewhere: what is called like it here
  // is that issuer's key.
  private static boolean hangsInTheMount(UpstreamRoot root, List<PkiIssuer> issuers) {
    return issuers.stream()
        .anyMatch(issuer -> !issuer.isRoot() && issuer.asRoot().sha256().equals(root.sha256()));
  }

  private void refuseToLeaveTheHierarchy(List<PkiIssuer> issuers) {
    List<PkiIssuer> usable = issuers.stream().filter(PkiIssuer::isUsable).toList();
    if (!usable.isEmpty() && usable.stream().noneMatch(PkiIssuer::isRoot)) {
      throw new KeysException(
          "ca/no-next-root",
          "the issuers of mount `"
              + mount.name()
              + "` hang from a root whose key is not in Vault, so no new root can be made there"
              + " (expected: an issuer under the new root in the mount, and its name as"
              + " `next-issuer`)");
    }
  }

  private void requireListed(String key, String wanted, List<PkiIssuer> found) {
    if (found.stream().noneMatch(issuer -> issuer.isCalled(wanted))) {
      throw new KeysException(
          "ca/upstream-issuer",
          key
              + " `"
              + wanted
              + "` is no usable issuer of mount `"
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
    if (!issuer.isUsable()) {
      throw new KeysException(
          "ca/upstream-issuer",
          "issuer `"
              + issuer.name()
              + "` is not fit to sign for us (expected: with its key in Vault, not revoked, with"
              + " keyCertSign, and its chain known up to a self-signed root)");
    }
    return issuer.asRoot();
  }

  private KeyCustody custody(PkiIssuer issuer) {
    Map<String, String> attributes = new TreeMap<>(mount.key(issuer.keyId()));
    attributes.put("address", server.address().toString());
    server.namespace().ifPresent(namespace -> attributes.put("namespace", namespace));
    attributes.put("mount", mount.name());
    attributes.put("issuer_id", issuer.id());
    attributes.put("issuer_name", issuer.name());
    PublicKey key = issuer.certificate().getPublicKey();
    return new KeyCustody(
        issuer.isRoot() ? "root" : "issuer",
        BACKEND,
        KeyType.labelOf(key),
        Fingerprints.ofKey(key),
        attributes);
  }
}
