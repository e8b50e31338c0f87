package io.watchword.ca.admin.wire;

import io.watchword.api.roots.Gate;
import io.watchword.api.roots.Outage;
import io.watchword.api.roots.Root;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.RotateRootRequest;
import io.watchword.api.roots.WaitingFor;
import io.watchword.ca.authority.AbortStep;
import io.watchword.ca.authority.Blocker;
import io.watchword.ca.authority.Rotation;
import io.watchword.ca.authority.RotationStatus;
import io.watchword.ca.authority.RotationSubject;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// Roots and rotations, from the CA's own types to the wire. Thread-safe: no state.
final class RootsMessages {

  private RootsMessages() {}

  static RootStatus status(RotationStatus status) {
    RootStatus.Builder message =
        RootStatus.newBuilder()
            .setSuspended(status.suspended())
            .addAllRoots(status.roots().stream().map(RootsMessages::root).toList());
    status
        .rotation()
        .ifPresent(
            rotation ->
                message
                    .setRotation(rotation.id())
                    .setState(rotation.state().name())
                    .setSince(AdminMessages.timestamp(rotation.since())));
    status.rotation().ifPresent(rotation -> describe(rotation, message));
    status.plan().ifPresent(plan -> plan(plan, message));
    status.gate().ifPresent(gate -> message.setGate(gate(gate)));
    return message.build();
  }

  private static void describe(Rotation rotation, RootStatus.Builder message) {
    message
        .addAllSubjects(
            rotation.order().subjects().stream().map(RotationSubject::label).sorted().toList())
        .setCompromised(rotation.order().compromised())
        .setOperator(rotation.operator())
        .setStartedAt(AdminMessages.timestamp(rotation.order().at()))
        .setAbortReason(rotation.abort().reason())
        .addAllWithout(rotation.without().stream().sorted().toList());
    if (rotation.abort().step() != AbortStep.NONE) {
      message.setAbortStep(rotation.abort().step().name());
    }
  }

  private static void plan(RotationStatus.Plan plan, RootStatus.Builder message) {
    message.addAllPlan(plan.steps()).setOldRoot(plan.oldRoot());
    plan.outage()
        .ifPresent(
            outage ->
                message.setOutage(
                    Outage.newBuilder()
                        .setTrusters(outage.trusters())
                        .setWorkloads(outage.workloads())
                        .setConnections(outage.connections())
                        .setSeconds(outage.reachable().toMillis() / 1000.0)
                        .addAllUnreachable(outage.unreachable())));
  }

  /// What is to be rotated; a root where nothing is named.
  ///
  /// @throws IllegalArgumentException where a word is none of ours
  static Set<RotationSubject> subjects(RotateRootRequest request) {
    Set<RotationSubject> subjects = EnumSet.noneOf(RotationSubject.class);
    for (String word : request.getSubjectsList()) {
      subjects.add(
          Arrays.stream(RotationSubject.values())
              .filter(subject -> subject.label().equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "subject `" + word + "` (expected: root, intermediate or jwt-keys)")));
    }
    return subjects.isEmpty() ? EnumSet.of(RotationSubject.ROOT) : subjects;
  }

  static WaitingFor waitingFor(Blocker blocker) {
    WaitingFor.Builder message =
        WaitingFor.newBuilder()
            .setTruster(blocker.truster())
            .setKind(blocker.kind())
            .setReason(blocker.reason())
            .addAllAdvice(blocker.advice())
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
