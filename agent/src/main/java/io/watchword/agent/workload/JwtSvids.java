package io.watchword.agent.workload;

import io.watchword.agent.node.JwtGrant;
import io.watchword.agent.svid.Entitlements;
import io.watchword.agent.svid.EntryState;
import io.watchword.agent.svid.JwtSvidCache;
import io.watchword.agent.svid.MeshTrust;
import io.watchword.identity.id.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// JWT-SVIDs of one caller: of all its identities, or of the one it asks for. Thread-safe.
public final class JwtSvids {

  /// A token under the hint it is told by.
  public record Named(JwtGrant grant, String hint) {}

  /// What comes of a request.
  public sealed interface Answer {

    /// These, once they are there; fails as a whole, for some of them would be half an answer.
    record Coming(CompletableFuture<List<Named>> svids) implements Answer {}

    /// The caller may not have it.
    record Refused(String why) implements Answer {}

    /// Nothing can be served now.
    record NotNow(String why) implements Answer {}
  }

  private final JwtSvidCache cache;

  /// Tokens of `cache`.
  public JwtSvids(JwtSvidCache cache) {
    this.cache = cache;
  }

  /// What who has `entitlements` gets.
  ///
  /// @param only the identity asked for; empty: all
  public Answer of(Entitlements entitlements, Optional<SpiffeId> only, List<String> audience) {
    Optional<MeshTrust> trust = entitlements.trust();
    if (trust.isEmpty()) {
      return new Answer.NotNow(entitlements.whyNot());
    }
    if (entitlements.entries().isEmpty()) {
      return new Answer.Refused("no identity issued");
    }
    List<EntryState> wanted =
        entitlements.entries().stream()
            .filter(state -> only.isEmpty() || only.get().equals(state.resolved().id()))
            .toList();
    if (wanted.isEmpty()) {
      return new Answer.Refused("not entitled to `" + only.orElseThrow() + "`");
    }
    Hints hints = new Hints();
    List<CompletableFuture<Named>> each = new ArrayList<>();
    for (EntryState state : wanted) {
      String hint = hints.next(state.entry().hint());
      each.add(
          cache.get(state, audience, trust.get().own()).thenApply(grant -> new Named(grant, hint)));
    }
    return new Answer.Coming(
        CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0]))
            .thenApply(done -> each.stream().map(CompletableFuture::join).toList()));
  }
}
