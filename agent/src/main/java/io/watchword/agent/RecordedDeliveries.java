package io.watchword.agent;

import io.watchword.agent.attestation.Caller;
import io.watchword.agent.workload.Deliveries;
import io.watchword.agent.workload.Identities;
import io.watchword.agent.workload.JwtSvids;
import io.watchword.api.record.AgentRecord;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.platform.audit.AuditLog;
import java.util.List;

/// Writes who was given what into the audit log, and passes it on. Thread-safe.
final class RecordedDeliveries implements Deliveries {

  private final Deliveries next;
  private final AuditLog audit;
  private final AgentMetrics metrics;

  RecordedDeliveries(Deliveries next, AuditLog audit, AgentMetrics metrics) {
    this.next = next;
    this.audit = audit;
    this.metrics = metrics;
  }

  @Override
  public void svids(Object stream, Caller caller, List<Identities.Named> named, X509Bundle trust) {
    for (Identities.Named one : named) {
      audit.offer(
          new AgentRecord.SvidDelivered(
              one.issued().svid().id().toString(),
              one.issued().svid().serial(),
              one.issued().rootSha256(),
              one.issued().svid().notAfter(),
              caller.process().pid(),
              Integer.toUnsignedLong(caller.uid())));
    }
    next.svids(stream, caller, named, trust);
  }

  @Override
  public void bundle(Object stream, Caller caller, List<Identities.Named> named, X509Bundle trust) {
    next.bundle(stream, caller, named, trust);
  }

  @Override
  public void tokens(Caller caller, List<JwtSvids.Named> named, List<String> audience) {
    for (JwtSvids.Named one : named) {
      audit.offer(
          new AgentRecord.JwtSvidDelivered(
              one.grant().id().toString(),
              audience,
              one.grant().expiresAt(),
              caller.process().pid(),
              Integer.toUnsignedLong(caller.uid())));
    }
    next.tokens(caller, named, audience);
  }

  @Override
  public void ended(Object stream) {
    next.ended(stream);
  }

  @Override
  public void refused(Caller caller) {
    metrics.refused();
    audit.offer(
        new AgentRecord.WorkloadRefused(
            caller.process().pid(), Integer.toUnsignedLong(caller.uid())));
    next.refused(caller);
  }
}
