package io.watchword.agent.workload;

import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.svid.EntryState;
import io.watchword.agent.svid.IssuedSvid;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one caller gets.
public sealed interface Identities {
  // [1] SPIFFE Workload API §4.4, §6: full state, default identity first, hints unique.

  /// These, the default one first.
  ///
  /// @param own whom to verify members of the own trust domain by
  /// @param federated the same for foreign trust domains that some of the caller's entries name
  record Entitled(List<Named> named, DomainTrust own, Map<TrustDomain, DomainTrust> federated)
      implements Identities {

    /// The trust domain's roots.
    public X509Bundle trust() {
      return own.x509();
    }
  }

  /// An identity under the hint it is told by: empty where another has that hint already.
  record Named(IssuedSvid issued, String hint) {}

  /// None: no entry fits the caller.
  record NoIdentity() implements Identities {}

  /// There will be some, but nothing can be served now.
  ///
  /// @param why one sentence
  record NotNow(String why) implements Identities {}

  /// Some are on their way; to tell the others meanwhile would be half a state (WA-04).
  record Awaited() implements Identities {}

  /// What who has these entitlements gets.
  static Identities of(Entitlements entitlements, Instant now) {
    return entitlements.derived(Identities.class, () -> make(entitlements, now));
  }

  private static Identities make(Entitlements entitlements, Instant now) {
    Optional<MeshTrust> trust = entitlements.trust();
    if (trust.isEmpty()) {
      return new NotNow(entitlements.whyNot());
    }
    List<EntryState> entitled = entitlements.entries();
    if (entitled.isEmpty()) {
      return new NoIdentity();
    }
    if (entitled.stream().anyMatch(EntryState::awaited)) {
      return new Awaited();
    }
    List<Named> named = named(entitled, now);
    if (named.isEmpty()) {
      return new NotNow("no SVID could be issued yet: " + entitled.getFirst().problem());
    }
    return new Entitled(named, trust.get().own(), federated(entitled, trust.get()));
  }

  /// Bundles of the foreign trust domains that `entitled` federate with, by name.
  static Map<TrustDomain, DomainTrust> federated(List<EntryState> entitled, MeshTrust trust) {
    Map<TrustDomain, DomainTrust> federated = new TreeMap<>();
    for (EntryState state : entitled) {
      for (TrustDomain domain : state.entry().federatesWith()) {
        DomainTrust foreign = trust.federated().get(domain);
        if (foreign != null) {
          federated.put(domain, foreign);
        }
      }
    }
    return federated;
  }

  private static List<Named> named(List<EntryState> entitled, Instant now) {
    List<Named> named = new ArrayList<>();
    Hints hints = new Hints();
    for (EntryState state : entitled) {
      Optional<IssuedSvid> valid = state.valid(now);
      if (valid.isPresent()) {
        named.add(new Named(valid.get(), hints.next(state.entry().hint())));
      }
    }
    return List.copyOf(named);
  }
}
