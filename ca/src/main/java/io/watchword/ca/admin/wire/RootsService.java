package io.watchword.ca.admin.wire;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.api.roots.AbortRotationRequest;
import io.watchword.api.roots.AcknowledgeBundleRequest;
import io.watchword.api.roots.AcknowledgeBundleResponse;
import io.watchword.api.roots.ExportBundleRequest;
import io.watchword.api.roots.ExportedBundle;
import io.watchword.api.roots.ForgetConsumerRequest;
import io.watchword.api.roots.ForgetConsumerResponse;
import io.watchword.api.roots.GetRootStatusRequest;
import io.watchword.api.roots.ListRootsRequest;
import io.watchword.api.roots.ResumeRotationRequest;
import io.watchword.api.roots.RevokeRootRequest;
import io.watchword.api.roots.RevokeRootResponse;
import io.watchword.api.roots.RootStatus;
import io.watchword.api.roots.RootsGrpc;
import io.watchword.api.roots.RotateRootRequest;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.admin.Operator;
import io.watchword.ca.authority.OutsideTrusters;
import io.watchword.ca.authority.RootRevocation;
import io.watchword.ca.authority.RootRotation;
import io.watchword.ca.authority.Rotation;
import io.watchword.ca.authority.RotationStatus;
import io.watchword.ca.authority.RotationSubject;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.node.wire.CallFailures;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// `Roots` on the wire. Runs on virtual threads, one a call.
public final class RootsService extends RootsGrpc.RootsImplBase {

  /// What the service works with.
  public record Parts(
      TrustAnchors anchors,
      RootRotation rotation,
      RootRevocation revocation,
      OutsideTrusters outside,
      InstantSource clock) {}

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
                PeerCredentials.call("ListRoots", ""),
                () -> RootsMessages.status(parts.rotation().status())));
  }

  @Override
  public void rotateRoot(RotateRootRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = PeerCredentials.call("RotateRoot", target(request));
          Rotation.Order order =
              new Rotation.Order(
                  subjects(request),
                  request.getCompromised(),
                  call.operator().toString(),
                  parts.clock().instant());
          Supplier<RotationStatus> plan = () -> parts.rotation().plan(order);
          if (request.getDryRun()) {
            return RootsMessages.status(calls.ask(call, plan));
          }
          return RootsMessages.status(
              calls.order(call, plan, planned -> start(order, request.getConfirm())));
        });
  }

  private RotationStatus start(Rotation.Order order, String confirm) {
    return order.compromised()
        ? parts.rotation().startEmergency(order, confirm)
        : parts.rotation().start(order);
  }

  // Whoever has the root's key may have made himself tokens too: in an emergency JWT keys go with
  // it, where there are any.
  private Set<RotationSubject> subjects(RotateRootRequest request) {
    if (!request.getCompromised()) {
      return RootsMessages.subjects(request);
    }
    return parts.anchors().current().activeJwt().isEmpty()
        ? EnumSet.of(RotationSubject.ROOT)
        : EnumSet.of(RotationSubject.ROOT, RotationSubject.JWT_KEYS);
  }

  private static String target(RotateRootRequest request) {
    List<String> words = new ArrayList<>(request.getSubjectsList());
    if (request.getCompromised()) {
      words.add("compromised");
    }
    if (request.getDryRun()) {
      words.add("dry-run");
    }
    return String.join(" ", words);
  }

  @Override
  public void getRootStatus(GetRootStatusRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("GetRootStatus", request.getRotation()),
                () -> RootsMessages.status(status(request.getRotation()))));
  }

  @Override
  public void watchRotation(GetRootStatusRequest request, StreamObserver<RootStatus> out) {
    ServerCallStreamObserver<RootStatus> observer = (ServerCallStreamObserver<RootStatus>) out;
    try {
      calls.ask(
          PeerCredentials.call("WatchRotation", request.getRotation()),
          () -> status(request.getRotation()));
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
          AdminCalls.Call call =
              PeerCredentials.call("ResumeRotation", request.getWithoutTruster());
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
  public void abortRotation(AbortRotationRequest request, StreamObserver<RootStatus> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = PeerCredentials.call("AbortRotation", "");
          return calls.order(
              call,
              parts.rotation()::status,
              status ->
                  RootsMessages.status(
                      parts.rotation().abort(call.operator().toString(), request.getReason())));
        });
  }

  @Override
  public void exportBundle(ExportBundleRequest request, StreamObserver<ExportedBundle> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = PeerCredentials.call("ExportBundle", request.getConsumer());
          return calls.order(
              call, parts.anchors()::bundle, bundle -> export(bundle, request, call.operator()));
        });
  }

  @Override
  public void acknowledgeBundle(
      AcknowledgeBundleRequest request, StreamObserver<AcknowledgeBundleResponse> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = PeerCredentials.call("AcknowledgeBundle", request.getConsumer());
          return calls.order(
              call,
              parts.anchors()::current,
              state -> {
                parts
                    .outside()
                    .acknowledge(
                        request.getConsumer(), request.getSha256(), call.operator().toString());
                return AcknowledgeBundleResponse.getDefaultInstance();
              });
        });
  }

  @Override
  public void forgetConsumer(
      ForgetConsumerRequest request, StreamObserver<ForgetConsumerResponse> out) {
    Answer.to(
        out,
        () -> {
          AdminCalls.Call call = PeerCredentials.call("ForgetConsumer", request.getConsumer());
          return calls.order(
              call,
              parts.anchors()::current,
              state -> {
                parts
                    .outside()
                    .forget(request.getConsumer(), call.operator().toString(), request.getReason());
                return ForgetConsumerResponse.getDefaultInstance();
              });
        });
  }

  private ExportedBundle export(X509Bundle bundle, ExportBundleRequest request, Operator operator) {
    String pem = BundlePem.print(bundle);
    String json = BundleJson.print(bundle);
    if (!request.getConsumer().isEmpty()) {
      parts
          .outside()
          .export(request.getConsumer(), List.of(sha256(pem), sha256(json)), operator.toString());
    }
    return ExportedBundle.newBuilder()
        .setSha256(HexFormat.of().formatHex(bundle.sha256()))
        .setSequence(bundle.sequence().orElse(0))
        .setPem(pem)
        .setJson(json)
        .build();
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(Fingerprints.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void revokeRoot(RevokeRootRequest request, StreamObserver<RevokeRootResponse> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("RevokeRoot", request.getSha256()),
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
}
