package io.watchword.ca.admin.wire;

import io.watchword.api.roots.Gate;
import io.watchword.api.roots.Root;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.WaitingFor;
import io.watchword.ca.authority.Blocker;
import io.watchword.ca.authority.RotationStatus;

/// Roots and rotations, from the CA's own types to the wire. Thread-safe: no state.
final class RootsMessages {

  private RootsMessages() {}

  static RootStatus status(RotationStatus status) {
    RootStatus.Builder message =
        RootStatus.newBuilder()
            .setSuspended(status.suspended())
            .addAllPlan(status.plan())
            .addAllRoots(status.roots().stream().map(RootsMessages::root).toList());
    status
        .rotation()
        .ifPresent(
            rotation ->
                message
                    .setRotation(rotation.id())
                    .setState(rotation.state().name())
                    .setSince(AdminMessages.timestamp(rotation.since())));
    status.gate().ifPresent(gate -> message.setGate(gate(gate)));
    return message.build();
  }

  static WaitingFor waitingFor(Blocker blocker) {
    WaitingFor.Builder message =
        WaitingFor.newBuilder()
            .setTruster(blocker.truster())
            .setKind(blocker.kind())
            .setReason(blocker.reason())
            .setBundleSequence(blocker.bundleSequence());
    blocker.lastSeen().ifPresent(seen -> message.setLastSeen(AdminMessages.timestamp(seen)));
    return message.build();
  }

  private static Gate gate(RotationStatus.Gate gate) {
    return Gate.newBuilder()
        .setName(gate.name())
        .setOpen(gate.isOpen())
        .addAllWaitingFor(gate.waitingFor().stream().map(RootsMessages::waitingFor).toList())
        .build();
  }

  private static Root root(RotationStatus.RootView root) {
    return Root.newBuilder()
        .setSha256(root.sha256())
        .setStatus(root.status())
        .setNotBefore(AdminMessages.timestamp(root.notBefore()))
        .setNotAfter(AdminMessages.timestamp(root.notAfter()))
        .setBackend(root.backend())
        .build();
  }
}
