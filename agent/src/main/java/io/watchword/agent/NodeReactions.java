package io.watchword.agent;

import io.watchword.agent.node.NodeEvents;
import io.watchword.agent.node.NodeIdentity;
import io.watchword.agent.node.NodeStanding;
import io.watchword.agent.node.RegisteredEntry;
import io.watchword.agent.node.SyncState;
import io.watchword.agent.svid.SvidCache;
import io.watchword.agent.trust.BundleSequences;
import io.watchword.agent.trust.TrustForwarder;
import io.watchword.api.record.AgentRecord;
import io.watchword.platform.audit.AuditLog;
import io.watchword.platform.bootstrap.admin.Health;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// What the agent does when its standing with the CA changes: tells health, audit log and metrics,
/// feeds the cache, and drops everything when the identity ends. Called one at a time.
final class NodeReactions implements NodeEvents {

  private final SvidCache cache;
  private final Runnable forgetAll;
  private final BundleSequences sequences;
  private final Consumer<Boolean> serving;
  private final TrustForwarder forwarder;
  private final AgentMetrics metrics;
  private final Health health;
  private final AuditLog audit;
  private final Runnable onReady;
  private final AtomicBoolean ready = new AtomicBoolean();
  private String agent = "";
  private boolean hadIdentity = true;

  /// @param forgetAll drops what was made beside the cache
  /// @param serving told whether identities can be had
  NodeReactions(
      SvidCache cache,
      Runnable forgetAll,
      BundleSequences sequences,
      Consumer<Boolean> serving,
      TrustForwarder forwarder,
      AgentMetrics metrics,
      AgentSurroundings around) {
    this.cache = cache;
    this.forgetAll = forgetAll;
    this.sequences = sequences;
    this.serving = serving;
    this.forwarder = forwarder;
    this.metrics = metrics;
    this.health = around.health();
    this.audit = around.audit();
    this.onReady = around.onReady();
  }

  @Override
  public void attested(NodeIdentity identity) {
    record("attested", identity);
  }

  @Override
  public void renewed(NodeIdentity identity) {
    metrics.nodeRenewal(true);
    record("renewed", identity);
    forwarder.changed();
  }

  @Override
  public void renewalFailed(String why) {
    metrics.nodeRenewal(false);
  }

  @Override
  public void synced(SyncState state) {
    sequences.note(state.trust().x509());
    cache.update(state);
    serving.accept(true);
    forwarder.changed();
  }

  @Override
  public RegisteredEntry known(RegisteredEntry entry) {
    return cache.known(entry);
  }

  @Override
  public void changed(NodeStanding standing) {
    switch (standing) {
      case NodeStanding.Connected(NodeIdentity identity) -> {
        has(identity);
        health.set("ca-connection", true, "connected");
        if (ready.compareAndSet(false, true)) {
          onReady.run();
        }
      }
      case NodeStanding.Disconnected(NodeIdentity identity, Instant since, String why) -> {
        has(identity);
        health.set("ca-connection", false, "no contact since " + since + ": " + why);
      }
      case NodeStanding.WithoutIdentity(String why, String outlook) -> lacksIdentity(why, outlook);
    }
  }

  private void has(NodeIdentity identity) {
    hadIdentity = true;
    agent = identity.id().toString();
    health.set("node-svid", true, identity.id() + " until " + identity.svid().notAfter());
  }

  private void lacksIdentity(String why, String outlook) {
    String said = why + "; " + outlook;
    health.set("node-svid", false, said);
    health.set("ca-connection", false, "no identity to connect with");
    if (hadIdentity) {
      hadIdentity = false;
      serving.accept(false);
      cache.clear("the agent has no identity: " + said);
      if (!agent.isEmpty()) {
        forgetAll.run();
        audit.offer(new AgentRecord.NodeIdentity("ended", agent, "", Instant.EPOCH, why));
      }
    }
  }

  private void record(String action, NodeIdentity identity) {
    agent = identity.id().toString();
    audit.offer(
        new AgentRecord.NodeIdentity(
            action, agent, identity.svid().serial(), identity.svid().notAfter(), ""));
  }
}
