package io.watchword.ca.admin.wire;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.api.roots.GetRootStatusRequest;
import io.watchword.api.roots.ListRootsRequest;
import io.watchword.api.roots.ResumeRotationRequest;
import io.watchword.api.roots.RevokeRootRequest;
import io.watchword.api.roots.RevokeRootResponse;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.RootsGrpc;
import io.watchword.api.roots.RotateRootRequest;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.authority.RootRevocation;
import io.watchword.ca.authority.RootRotation;
import io.watchword.ca.authority.RotationStatus;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.node.wire.CallFailures;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// `Roots` on the wire. Runs on virtual threads, one a call.
public final class RootsService extends RootsGrpc.RootsImplBase {

  /// What the service works with.
  public record Parts(TrustAnchors anchors, RootRotation rotation, RootRevocation revocation) {}

  private final Parts parts;
  private final AdminCalls calls;
  private final Set<StatusStream> watchers = ConcurrentHashMap.newKeySet();

  /// Made of `parts`.
  public RootsService(Parts parts, AdminCalls calls) {
    this.parts = parts;
    this.calls = calls;
  }

  /// Sends the status of the rotation to whoever watches it.
  public void push() {
    watchers.removeIf(watcher -> !watcher.push());
  }

  @Override
  public void listRoots(ListRootsRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                call("ListRoots", ""), () -> RootsMessages.status(parts.rotation().status())));
  }

  @Override
  public void rotateRoot(RotateRootRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = call("RotateRoot", request.getDryRun() ? "dry-run" : "");
          Supplier<RotationStatus> plan = parts.rotation()::plan;
          if (request.getDryRun()) {
            return RootsMessages.status(calls.ask(call, plan));
          }
          return RootsMessages.status(
              calls.order(
                  call, plan, planned -> parts.rotation().start(call.operator().toString())));
        });
  }

  @Override
  public void getRootStatus(GetRootStatusRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                call("GetRootStatus", request.getRotation()),
                () -> RootsMessages.status(status(request.getRotation()))));
  }

  @Override
  public void watchRotation(GetRootStatusRequest request, StreamObserver<RootStatus> out) {
    ServerCallStreamObserver<RootStatus> observer = (ServerCallStreamObserver<RootStatus>) out;
    try {
      calls.ask(call("WatchRotation", request.getRotation()), () -> status(request.getRotation()));
    } catch (RuntimeException e) {
      out.onError(CallFailures.of(e).asStatus());
      return;
    }
    StatusStream watcher = new StatusStream(observer, () -> status(request.getRotation()));
    observer.setOnCancelHandler(() -> watchers.remove(watcher));
    watchers.add(watcher);
    if (!watcher.push()) {
      watchers.remove(watcher);
    }
  }

  @Override
  public void resumeRotation(ResumeRotationRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = call("ResumeRotation", request.getWithoutTruster());
          return calls.order(
              call,
              parts.rotation()::status,
              status ->
                  RootsMessages.status(
                      parts
                          .rotation()
                          .resume(
                              call.operator().toString(),
                              request.getWithoutTruster(),
                              request.getReason())));
        });
  }

  @Override
  public void revokeRoot(RevokeRootRequest request, StreamObserver<RevokeRootResponse> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                call("RevokeRoot", request.getSha256()),
                parts.anchors()::current,
                state -> revoke(request)));
  }

  private RevokeRootResponse revoke(RevokeRootRequest request) {
    RootRevocation.Outcome outcome =
        parts.revocation().revoke(request.getSha256(), request.getConfirm());
    return RevokeRootResponse.newBuilder()
        .setRevoked(outcome.revoked())
        .addAllNeededBy(outcome.neededBy().stream().map(RootsMessages::waitingFor).toList())
        .setReason(outcome.reason())
        .build();
  }

  private RotationStatus status(String rotation) {
    return rotation.isEmpty() ? parts.rotation().status() : parts.rotation().status(rotation);
  }

  private static AdminCalls.Call call(String method, String target) {
    return new AdminCalls.Call(method, PeerCredentials.operator(), target);
  }
}
