package io.watchword.ca.node.wire;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.watchword.api.node.AttestNodeRequest;
import io.watchword.api.node.AttestNodeResponse;
import io.watchword.api.node.AttestNodeResult;
import io.watchword.api.node.IssueJwtSvidRequest;
import io.watchword.api.node.IssueJwtSvidResponse;
import io.watchword.api.node.IssueX509SvidsRequest;
import io.watchword.api.node.IssueX509SvidsResponse;
import io.watchword.api.node.NodeGrpc;
import io.watchword.api.node.Refusal;
import io.watchword.api.node.RenewNodeRequest;
import io.watchword.api.node.RenewNodeResponse;
import io.watchword.api.node.ReportTrustRequest;
import io.watchword.api.node.ReportTrustResponse;
import io.watchword.api.node.SyncRequest;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.X509SvidOrder;
import io.watchword.api.node.X509SvidResult;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.authority.RootRotation;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.TrusterKind;
import io.watchword.ca.authority.TrusterRegistry;
import io.watchword.ca.authority.TrusterReport;
import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.federation.Federations;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.issuance.Issuer;
import io.watchword.ca.issuance.Order;
import io.watchword.ca.issuance.OrderOutcome;
import io.watchword.ca.jwt.Audience;
import io.watchword.ca.jwt.JwtIssuer;
import io.watchword.ca.node.NodeAdmission;
import io.watchword.ca.registration.Registrar;
import io.watchword.identity.bundle.X509Bundle;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// `Node` on the wire. Runs on virtual threads, one a call: issuing waits for the disk.
public final class NodeService extends NodeGrpc.NodeImplBase {
  private static final int REPORT_MILLIS = 2_000;
  private static final int REPORT_MILLIS_ROTATING = 250;
  private static final int MAX_ORDERS = 500;
  private static final int PATIENCE_MILLIS = 10_000;

  /// What the service works with.
  ///
  /// @param defaultTtl of SVIDs whose entry names none
  public record Parts(
      NodeAdmission admission,
      Issuer issuer,
      JwtIssuer jwtIssuer,
      Registrar registrar,
      TrustAnchors anchors,
      TrusterRegistry trusters,
      RootRotation rotation,
      Federations federations,
      Duration defaultTtl) {}

  private final Parts parts;
  private final SyncView view;
  private final Set<SyncStream> streams = ConcurrentHashMap.newKeySet();

  /// Made of `parts`.
  public NodeService(Parts parts) {
    this.parts = parts;
    this.view =
        new SyncView(
            parts.admission(),
            parts.registrar(),
            parts.anchors(),
            parts.federations(),
            parts.defaultTtl());
  }

  /// Sends the state to every agent that does not have it yet.
  public void push() {
    SyncResponse common = view.common();
    streams.removeIf(stream -> !stream.push(common));
  }

  /// Ends all streams.
  public void end() {
    streams.forEach(SyncStream::end);
  }

  /// How many agents are connected.
  public int connected() {
    return streams.size();
  }

  @Override
  public StreamObserver<AttestNodeRequest> attestNode(StreamObserver<AttestNodeResponse> out) {
    return new AttestationDialogue(
            (ServerCallStreamObserver<AttestNodeResponse>) out, this::attest, PATIENCE_MILLIS)
        .start();
  }

  @Override
  public void renewNode(RenewNodeRequest request, StreamObserver<RenewNodeResponse> out) {
    answer(
        out,
        () -> {
          AttestedAgent agent = caller();
          IssuedSvid svid = parts.admission().renew(agent, csr(request.getCsr().toByteArray()));
          return RenewNodeResponse.newBuilder().setSvid(NodeMessages.chain(svid)).build();
        });
  }

  @Override
  public void sync(SyncRequest request, StreamObserver<SyncResponse> out) {
    ServerCallStreamObserver<SyncResponse> observer = (ServerCallStreamObserver<SyncResponse>) out;
    SyncStream stream = new SyncStream(Peer.chain(), observer, view);
    observer.setOnCancelHandler(() -> streams.remove(stream));
    observer.setOnReadyHandler(stream::drain);
    // Registered before the first message: a change in between is sent twice rather than never.
    streams.add(stream);
    if (!stream.push(view.common())) {
      streams.remove(stream);
    }
  }

  @Override
  public void issueX509Svids(
      IssueX509SvidsRequest request, StreamObserver<IssueX509SvidsResponse> out) {
    answer(
        out,
        () -> {
          AttestedAgent agent = caller();
          if (request.getOrdersCount() > MAX_ORDERS) {
            throw new IllegalArgumentException(
                request.getOrdersCount() + " orders (expected: at most " + MAX_ORDERS + ")");
          }
          return issued(agent, request.getOrdersList());
        });
  }

  @Override
  public void issueJwtSvid(IssueJwtSvidRequest request, StreamObserver<IssueJwtSvidResponse> out) {
    answer(
        out,
        () ->
            NodeMessages.token(
                parts
                    .jwtIssuer()
                    .workload(
                        caller(),
                        request.getEntryId(),
                        request.getTemplateValuesMap(),
                        new Audience(request.getAudienceList()))));
  }

  @Override
  public void reportTrust(ReportTrustRequest request, StreamObserver<ReportTrustResponse> out) {
    answer(
        out,
        () -> {
          AttestedAgent agent = caller();
          X509Bundle present = parts.anchors().bundle();
          List<TrusterReport> reports =
              request.getTrustersList().stream()
                  .map(state -> NodeMessages.report(state, present))
                  .toList();
          reports.forEach(report -> refuseForeign(agent, report));
          parts.trusters().report(agent.id().toString(), reports);
          boolean isRotating = parts.rotation().underWay().isPresent();
          return ReportTrustResponse.newBuilder()
              .setReportAgainMillis(isRotating ? REPORT_MILLIS_ROTATING : REPORT_MILLIS)
              .build();
        });
  }

  private AttestNodeResult attest(AttestationDialogue dialogue) {
    IssuedSvid svid =
        parts.admission().attest(dialogue.evidence(), dialogue::ask, csr(dialogue.csr()));
    return AttestNodeResult.newBuilder()
        .setSvid(NodeMessages.chain(svid))
        .setTrust(NodeMessages.trust(parts.anchors()))
        .build();
  }

  private IssueX509SvidsResponse issued(AttestedAgent agent, List<X509SvidOrder> orders) {
    List<OrderOutcome> outcomes =
        parts
            .issuer()
            .workloads(
                agent,
                orders.stream()
                    .map(
                        order ->
                            new Order(
                                order.getEntryId(),
                                order.getTemplateValuesMap(),
                                csr(order.getCsr().toByteArray())))
                    .toList());
    IssueX509SvidsResponse.Builder response = IssueX509SvidsResponse.newBuilder();
    for (int i = 0; i < outcomes.size(); i++) {
      response.addResults(result(orders.get(i).getEntryId(), outcomes.get(i)));
    }
    return response.build();
  }

  private static X509SvidResult result(String entryId, OrderOutcome outcome) {
    X509SvidResult.Builder result = X509SvidResult.newBuilder().setEntryId(entryId);
    return switch (outcome) {
      case OrderOutcome.Issued(IssuedSvid svid) -> result.setSvid(NodeMessages.chain(svid)).build();
      case OrderOutcome.Refused(RuntimeException reason) -> {
        CallFailures.Failure failure = CallFailures.of(reason);
        yield result
            .setRefusal(Refusal.newBuilder().setCode(failure.code()).setMessage(failure.message()))
            .build();
      }
    };
  }

  private AttestedAgent caller() {
    return parts.admission().recognise(Peer.chain());
  }

  private static void refuseForeign(AttestedAgent agent, TrusterReport report) {
    boolean isOwn = report.spiffeId().equals(agent.id().toString());
    if (isOwn != (report.kind() == TrusterKind.AGENT)) {
      throw new IllegalArgumentException(
          "truster `"
              + report.spiffeId()
              + "` of kind `"
              + report.kind().label()
              + "` in a report of `"
              + agent.id()
              + "`");
    }
  }

  private static CertificateRequest csr(byte[] der) {
    return new CertificateRequest(der);
  }

  private static <T> void answer(StreamObserver<T> out, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (RuntimeException e) {
      out.onError(CallFailures.of(e).asStatus());
      return;
    }
    out.onNext(message);
    out.onCompleted();
  }
}
