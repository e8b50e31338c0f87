package io.watchword.agent.workload;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.svid.EntryState;
import io.watchword.agent.svid.IssuedSvid;
import io.watchword.agent.svid.SvidSnapshot;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one caller gets from one snapshot.
public sealed interface Identities {
  // [1] SPIFFE Workload API §4.4, §6: full state, default identity first, hints unique.

  /// These, the default one first.
  ///
  /// @param trust the trust domain's roots
  record Entitled(List<Named> named, X509Bundle trust) implements Identities {}

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

  /// What `caller` gets.
  static Identities of(Caller caller, SvidSnapshot snapshot, Instant now) {
    Optional<X509Bundle> trust = snapshot.trust();
    if (trust.isEmpty()) {
      return new NotNow(snapshot.whyNot());
    }
    List<EntryState> entitled = entitled(caller, snapshot);
    if (entitled.isEmpty()) {
      return isUndecided(caller, snapshot)
          ? new NotNow("the caller could not be attested: the agent's log says why")
          : new NoIdentity();
    }
    if (entitled.stream().anyMatch(EntryState::awaited)) {
      return new Awaited();
    }
    List<Named> named = named(entitled, now);
    if (named.isEmpty()) {
      return new NotNow("no SVID could be issued yet: " + entitled.getFirst().problem());
    }
    return new Entitled(named, trust.get());
  }

  /// The SPIFFE IDs that `caller` may have, whether issued or not.
  static Set<SpiffeId> idsOf(Caller caller, SvidSnapshot snapshot) {
    Set<SpiffeId> ids = new LinkedHashSet<>();
    entitled(caller, snapshot).forEach(state -> ids.add(state.entry().spiffeId()));
    return ids;
  }

  private static List<EntryState> entitled(Caller caller, SvidSnapshot snapshot) {
    return snapshot.entries().stream()
        .filter(state -> caller.satisfies(state.entry().selectors()))
        .toList();
  }

  // An entry that needs what an attestor could not tell fits nobody; but that is no answer for
  // ever.
  private static boolean isUndecided(Caller caller, SvidSnapshot snapshot) {
    return !caller.failedTypes().isEmpty()
        && snapshot.entries().stream()
            .anyMatch(state -> caller.mightSatisfy(state.entry().selectors()));
  }

  private static List<Named> named(List<EntryState> entitled, Instant now) {
    List<Named> named = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (EntryState state : entitled) {
      Optional<IssuedSvid> valid = state.valid(now);
      if (valid.isPresent()) {
        String hint = state.entry().hint();
        // Longer ones are refused by the standard's clients (WA-34), doubled ones by all (WA-16).
        boolean usable = hint.length() <= 1024 && (hint.isEmpty() || taken.add(hint));
        named.add(new Named(valid.get(), usable ? hint : ""));
      }
    }
    return List.copyOf(named);
  }
}
