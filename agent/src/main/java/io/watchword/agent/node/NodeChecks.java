package io.watchword.agent.node;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What must hold of a CA's answers before the agent uses them. Thread-safe: no state.
public final class NodeChecks {

  private static final Logger log = LoggerFactory.getLogger(NodeChecks.class);

  private final TrustDomain trustDomain;
  private final X509SvidValidator validator;
  private final InstantSource clock;

  /// @param trustDomain whose agent this is
  public NodeChecks(TrustDomain trustDomain, X509SvidValidator validator, InstantSource clock) {
    this.trustDomain = trustDomain;
    this.validator = validator;
    this.clock = clock;
  }

  /// The identity that a join token was traded for.
  ///
  /// @throws CaException where the chain proves none, or one of a foreign trust domain
  public NodeIdentity granted(NodeGrant grant, RequestedKey key) {
    NodeIdentity identity = identity(grant.chain(), key, grant.trust());
    checkTrust(grant.trust());
    return identity;
  }

  /// `mine` with a new SVID.
  ///
  /// @throws CaException where the chain proves another ID, or none
  public NodeIdentity renewed(NodeIdentity mine, List<X509Certificate> chain, RequestedKey key) {
    NodeIdentity identity = identity(chain, key, mine.trust());
    if (!identity.id().equals(mine.id())) {
      throw bad("a node SVID for `" + identity.id() + "` (expected: `" + mine.id() + "`)");
    }
    return identity;
  }

  /// What of `told` is to be used: all of it, but never an older bundle than we had.
  ///
  /// @param last what was used before
  /// @throws CaException where the bundle is of a foreign trust domain, or empty
  public SyncState acceptable(SyncState told, Optional<SyncState> last) {
    checkTrust(told.trust().x509());
    if (told.federated().containsKey(trustDomain)) {
      throw bad("our own trust domain as a foreign one");
    }
    if (last.isEmpty()) {
      return told;
    }
    Map<TrustDomain, DomainTrust> federated = new LinkedHashMap<>();
    told.federated()
        .forEach(
            (domain, trust) ->
                federated.put(
                    domain, newer(trust, Optional.ofNullable(last.get().federated().get(domain)))));
    return new SyncState(
        newer(told.trust(), Optional.of(last.get().trust())),
        federated,
        told.entries(),
        told.issuingRootSha256());
  }

  /// Root that the node SVID leads to; empty where it leads to none that is trusted.
  public Optional<String> rootOf(NodeIdentity mine) {
    return mine.rootSha256(validator, clock.instant());
  }

  /// Whether `rootSha256` is one of the roots trusted; so is a peer that is not known yet.
  public boolean trusts(NodeIdentity mine, Optional<String> rootSha256) {
    return rootSha256.isEmpty()
        || mine.trust().strictRoots().stream()
            .map(StrictX509Certificate::sha256Hex)
            .anyMatch(rootSha256.get()::equals);
  }

  private NodeIdentity identity(List<X509Certificate> chain, RequestedKey key, X509Bundle trust) {
    try {
      NodeIdentity identity = new NodeIdentity(X509Svid.of(chain, key.key(), ""), trust);
      SpiffeId id =
          validator
              .validate(
                  identity.svid().chain(),
                  identity.bundles(),
                  SkewedClock.timeFor(identity.svid().leaf(), clock))
              .id();
      if (!id.isMemberOf(trustDomain)) {
        throw bad("a node SVID for `" + id + "` (expected: one of `" + trustDomain + "`)");
      }
      return identity;
    } catch (IdentityException e) {
      throw new CaException(
          CaException.Kind.BAD_ANSWER, "the CA sent a node SVID that fails: " + e.getMessage(), e);
    }
  }

  private static DomainTrust newer(DomainTrust told, Optional<DomainTrust> last) {
    long now = told.x509().sequence().orElse(0);
    long before = last.map(trust -> trust.x509().sequence().orElse(0)).orElse(0L);
    if (last.isEmpty() || now >= before) {
      return told;
    }
    log.atError()
        .addKeyValue("trust_domain", told.x509().trustDomain())
        .addKeyValue("sequence", now)
        .addKeyValue("last_sequence", before)
        .log("the CA sent an older trust bundle than before; it is not used");
    return last.get();
  }

  private void checkTrust(X509Bundle trust) {
    if (!trust.trustDomain().equals(trustDomain)) {
      throw bad("a bundle of `" + trust.trustDomain() + "` (expected: `" + trustDomain + "`)");
    }
    if (trust.roots().isEmpty()) {
      throw bad("a trust bundle without roots");
    }
  }

  private static CaException bad(String what) {
    return new CaException(CaException.Kind.BAD_ANSWER, "the CA sent " + what);
  }
}
