package io.watchword.agent.node;

import io.watchword.agent.node.plugin.NodeProver;
import io.watchword.identity.x509.StrictX509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// In by what the node can prove at any time. Thread-safe.
public final class ProvingWayIn implements WayIn {

  private final NodeProver prover;
  private final Supplier<KnownCa> configured;
  private final NodeStore store;

  /// @param configured the CA that the operator names, read anew each time
  /// @param store whose roots count too: the CA may have changed its own since it was configured
  public ProvingWayIn(NodeProver prover, Supplier<KnownCa> configured, NodeStore store) {
    this.prover = prover;
    this.configured = configured;
    this.store = store;
  }

  @Override
  public Optional<Introduction> next() {
    KnownCa named = configured.get();
    List<StrictX509Certificate> roots = new ArrayList<>(named.roots());
    roots.addAll(store.lastRoots());
    return Optional.of(
        new Introduction(prover.type(), prover.prove(), new KnownCa(roots, named.rootSha256())));
  }

  @Override
  public void settled(Introduction introduction) {
    // It may be tried again.
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public String outlook() {
    return "trying again by `" + prover.type() + "`";
  }
}
