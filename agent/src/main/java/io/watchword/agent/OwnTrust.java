package io.watchword.agent;

import io.watchword.agent.node.NodeChecks;
import io.watchword.agent.node.NodeIdentity;
import io.watchword.agent.node.NodeSession;
import io.watchword.identity.trust.PresentedChain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the agent itself trusts, presents to the CA and holds open. Thread-safe.
final class OwnTrust {

  private final Supplier<NodeSession> session;
  private final NodeChecks checks;
  private final InstantSource clock;

  OwnTrust(Supplier<NodeSession> session, NodeChecks checks, InstantSource clock) {
    this.session = session;
    this.checks = checks;
    this.clock = clock;
  }

  /// The agent's own state before `others`; nothing at all while it has no identity to tell it by.
  List<TrusterState> with(List<TrusterState> others) {
    Optional<NodeIdentity> identity = session.get().identity();
    if (identity.isEmpty()) {
      return List.of();
    }
    List<TrusterState> all = new ArrayList<>();
    all.add(state(identity.get()));
    all.addAll(others);
    return List.copyOf(all);
  }

  private TrusterState state(NodeIdentity mine) {
    List<PresentedChain> presented =
        checks
            .rootOf(mine)
            .map(
                root ->
                    List.of(new PresentedChain(mine.svid().serial(), root, mine.svid().notAfter())))
            .orElse(List.of());
    Map<String, Integer> open =
        session.get().peerRootSha256().map(root -> Map.of(root, 1)).orElse(Map.of());
    return TrusterState.of(mine.id(), TrusterKind.AGENT, mine.trust(), clock.instant())
        .presenting(presented)
        .holdingOpen(open);
  }
}
