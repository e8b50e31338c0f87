package io.watchword.ca;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.bootstrap.admin.Health;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The watch over the authority above us, and over our intermediate that hangs from it. Confined to
/// one thread, which may wait for a network.
///
/// While the authority is away SVIDs go on, and so does the CA's own; only the intermediate's
/// renewal waits, longer after each failure.
final class UpstreamWatch {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamWatch.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final CertificateAuthority ca;
  private final AuditLog audit;
  private final Health health;
  private final InstantSource clock;

  private Optional<String> upstreamTrouble = Optional.empty();
  private Optional<String> renewalTrouble = Optional.empty();
  private final Set<String> reported = new HashSet<>();
  private String rootsSeen = "";
  private Duration wait = FIRST_WAIT;
  private Instant retryAt = Instant.MIN;

  UpstreamWatch(CertificateAuthority ca, AuditLog audit, Health health, InstantSource clock) {
    this.ca = ca;
    this.audit = audit;
    this.health = health;
    this.clock = clock;
  }

  /// Asks the authority how it is; says so where that changed.
  void look() {
    Optional<String> trouble =
        switch (ca.upstream.health()) {
          case UpstreamHealth.Usable _ -> Optional.empty();
          case UpstreamHealth.Unusable unusable ->
              Optional.of(unusable.code() + ": " + unusable.why());
        };
    String backend = ca.upstream.backend();
    health.set(
        "upstream",
        trouble.isEmpty(),
        trouble
            .map(why -> why + "; SVIDs go on until " + ca.intermediates.get().notAfter())
            .orElse(backend + " can be used"));
    if (trouble.isEmpty()) {
      lookForRoots();
    }
    if (trouble.equals(upstreamTrouble)) {
      return;
    }
    upstreamTrouble = trouble;
    if (trouble.isEmpty()) {
      // What waited need wait no longer.
      retryAt = Instant.MIN;
    }
    String state = trouble.isEmpty() ? "usable" : "unusable";
    LOG.atWarn()
        .addKeyValue("backend", backend)
        .addKeyValue("state", state)
        .addKeyValue("reason", trouble.orElse(""))
        .log("upstream changed");
    audit.append(new CaRecord.Upstream(backend, state, trouble.orElse("")));
  }

  // Roots that others made above us: verifiers should know them before anything is signed under
  // one.
  private void lookForRoots() {
    try {
      String digest = ca.upstream.rootsDigest();
      if (!digest.equals(rootsSeen)) {
        ca.upstream.roots().forEach(this::learn);
        rootsSeen = digest;
      }
    } catch (KeysException e) {
      LOG.atWarn().addKeyValue("reason", e.getMessage()).log("roots above cannot be looked at");
    }
  }

  private void learn(UpstreamRoot root) {
    if (ca.anchors.current().known(root.sha256()).isPresent()
        || ca.rotation.underWay().isPresent()
        || !reported.add(root.sha256())) {
      return;
    }
    boolean isTrusted = ca.config.keys().trustNewRoots() && isOfTrustDomain(root.certificate());
    LOG.atWarn()
        .addKeyValue("backend", ca.upstream.backend())
        .addKeyValue("root", root.name())
        .addKeyValue("root_sha256", root.sha256())
        .addKeyValue("trusted", isTrusted)
        .log("new root upstream");
    audit.append(
        new CaRecord.Upstream(
            ca.upstream.backend(),
            isTrusted ? "root-trusted" : "root-found",
            "root `" + root.name() + "` sha256:" + root.sha256()));
    if (isTrusted) {
      ca.anchors.trust(root);
    }
  }

  // A mount may hold roots for other things: trusting those would let them speak for the mesh.
  private boolean isOfTrustDomain(X509Certificate root) {
    try {
      Collection<List<?>> names = root.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .map(name -> String.valueOf(name.get(1)))
              .toList()
              .equals(List.of(ca.config.domain().id().toString()));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /// Renews what is over its half.
  void renew() {
    if (clock.instant().isBefore(retryAt)) {
      ca.identity.renew();
    } else {
      renewAll();
    }
    lookAtIntermediate();
  }

  private void renewAll() {
    try {
      ca.renewWhatIsDue();
      renewalTrouble = Optional.empty();
      wait = FIRST_WAIT;
    } catch (KeysException e) {
      if (renewalTrouble.isEmpty()) {
        LOG.atWarn().addKeyValue("reason", e.getMessage()).log("renewal of the intermediate waits");
      }
      renewalTrouble = Optional.of(String.valueOf(e.getMessage()));
      retryAt = clock.instant().plus(wait);
      Duration twice = wait.multipliedBy(2);
      wait = twice.compareTo(LONGEST_WAIT) < 0 ? twice : LONGEST_WAIT;
    }
  }

  private void lookAtIntermediate() {
    Intermediate now = ca.intermediates.get();
    Instant end = now.notAfter();
    if (!clock.instant().isBefore(end)) {
      health.set("intermediate", false, "ended at " + end);
    } else if (renewalTrouble.isPresent()) {
      health.set(
          "intermediate", false, "ends at " + end + "; its renewal waits: " + renewalTrouble.get());
    } else {
      health.set("intermediate", true, "ends at " + end);
    }
  }
}
