package io.watchword.cli.running.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.watchword.api.admin.Agent;
import io.watchword.api.admin.Bundle;
import io.watchword.api.admin.CaInfo;
import io.watchword.api.admin.Token;
import io.watchword.api.roots.ExportedBundle;
import io.watchword.api.roots.Gate;
import io.watchword.api.roots.Outage;
import io.watchword.api.roots.RevokeRootResponse;
import io.watchword.api.roots.Root;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.WaitingFor;
import io.watchword.cli.running.CaAnswer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Protobuf answers turned into the records that commands print.
final class Answers {

  private Answers() {}

  static CaAnswer.Token token(Token token) {
    return new CaAnswer.Token(
        token.getToken(),
        token.getSpiffeId(),
        token.hasExpiresAt() ? instant(token.getExpiresAt()) : null);
  }

  static CaAnswer.Agent agent(Agent agent) {
    return new CaAnswer.Agent(
        agent.getSpiffeId(),
        agent.getStatus(),
        agent.getAttestationType(),
        agent.hasAttestedAt() ? instant(agent.getAttestedAt()) : null,
        agent.hasLastSeen() ? instant(agent.getLastSeen()) : null,
        agent.hasSvidNotAfter() ? instant(agent.getSvidNotAfter()) : null,
        agent.getBundleSequence());
  }

  static CaAnswer.Info info(CaInfo info) {
    return new CaAnswer.Info(
        info.getTrustDomain(),
        info.getBackend(),
        info.getVersion(),
        info.getNodesAddress(),
        info.hasIntermediateNotAfter() ? instant(info.getIntermediateNotAfter()) : null,
        info.hasStartedAt() ? instant(info.getStartedAt()) : null);
  }

  static CaAnswer.Bundle bundle(Bundle bundle) {
    return new CaAnswer.Bundle(
        bundle.getTrustDomain(),
        bundle.getSequence(),
        bundle.getRootsList().stream().map(ByteString::toByteArray).toList(),
        bundle.getJwks());
  }

  static CaAnswer.RootStatus status(RootStatus status) {
    return new CaAnswer.RootStatus(
        status.getRotation(),
        status.getState(),
        status.hasSince() ? instant(status.getSince()) : null,
        gate(status),
        status.getRootsList().stream().map(Answers::root).toList(),
        status.getSuspended(),
        List.copyOf(status.getPlanList()),
        status.getOperator().isEmpty() ? null : order(status),
        status.getOldRoot(),
        status.hasOutage() ? outage(status.getOutage()) : null);
  }

  private static CaAnswer.RotationOrder order(RootStatus status) {
    return new CaAnswer.RotationOrder(
        List.copyOf(status.getSubjectsList()),
        status.getCompromised(),
        status.getOperator(),
        status.hasStartedAt() ? instant(status.getStartedAt()) : null,
        List.copyOf(status.getWithoutList()),
        status.getAbortStep(),
        status.getAbortReason());
  }

  private static CaAnswer.Outage outage(Outage outage) {
    return new CaAnswer.Outage(
        outage.getTrusters(),
        outage.getWorkloads(),
        outage.getConnections(),
        outage.getSeconds(),
        List.copyOf(outage.getUnreachableList()));
  }

  static CaAnswer.ExportedBundle exported(ExportedBundle bundle) {
    return new CaAnswer.ExportedBundle(
        bundle.getSha256(), bundle.getSequence(), bundle.getPem(), bundle.getJson());
  }

  static CaAnswer.Revocation revocation(RevokeRootResponse response) {
    return new CaAnswer.Revocation(
        response.getRevoked(), waitingFor(response.getNeededByList()), response.getReason());
  }

  private static CaAnswer.@Nullable Gate gate(RootStatus status) {
    if (!status.hasGate()) {
      return null;
    }
    Gate gate = status.getGate();
    return new CaAnswer.Gate(gate.getName(), gate.getOpen(), waitingFor(gate.getWaitingForList()));
  }

  private static CaAnswer.Root root(Root root) {
    return new CaAnswer.Root(
        root.getSha256(),
        root.getStatus(),
        root.hasNotBefore() ? instant(root.getNotBefore()) : null,
        root.hasNotAfter() ? instant(root.getNotAfter()) : null,
        root.getBackend());
  }

  private static List<CaAnswer.WaitingFor> waitingFor(List<WaitingFor> trusters) {
    return trusters.stream()
        .map(
            truster ->
                new CaAnswer.WaitingFor(
                    truster.getTruster(),
                    truster.getKind(),
                    truster.getReason(),
                    truster.hasLastSeen() ? instant(truster.getLastSeen()) : null,
                    truster.getBundleSequence(),
                    List.copyOf(truster.getAdviceList())))
        .toList();
  }

  private static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
