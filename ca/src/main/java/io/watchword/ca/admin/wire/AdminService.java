package io.watchword.ca.admin.wire;

import io.grpc.stub.StreamObserver;
import io.watchword.api.admin.AdminGrpc;
import io.watchword.api.admin.Agent;
import io.watchword.api.admin.AgentRef;
import io.watchword.api.admin.Bundle;
import io.watchword.api.admin.CaInfo;
import io.watchword.api.admin.CreateTokenRequest;
import io.watchword.api.admin.GetInfoRequest;
import io.watchword.api.admin.ListAgentsRequest;
import io.watchword.api.admin.ListAgentsResponse;
import io.watchword.api.admin.ShowBundleRequest;
import io.watchword.api.admin.Token;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.admin.CaFacts;
import io.watchword.ca.attestation.AgentAttestor;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.Truster;
import io.watchword.ca.authority.TrusterRegistry;
import io.watchword.ca.node.NodeAdmission;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `Admin` on the wire. Runs on virtual threads, one a call.
public final class AdminService extends AdminGrpc.AdminImplBase {
  private static final Duration DEFAULT_TOKEN_TTL = Duration.ofMinutes(10);

  /// What the service works with.
  ///
  /// @param facts what is known of this CA now
  /// @param random for join tokens
  public record Parts(
      Supplier<CaFacts> facts,
      AgentAttestor attestor,
      NodeAdmission admission,
      TrustAnchors anchors,
      TrusterRegistry trusters,
      RandomGenerator random) {}

  private final Parts parts;
  private final AdminCalls calls;

  /// Made of `parts`.
  public AdminService(Parts parts, AdminCalls calls) {
    this.parts = parts;
    this.calls = calls;
  }

  @Override
  public void getInfo(GetInfoRequest request, StreamObserver<CaInfo> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("GetInfo", ""),
                () -> AdminMessages.info(parts.facts().get())));
  }

  @Override
  public void createToken(CreateTokenRequest request, StreamObserver<Token> out) {
    Answer.to(
        out,
        () ->
            calls.order(
                PeerCredentials.call("CreateToken", request.getSpiffeId()),
                () -> wanted(request.getSpiffeId()),
                agent -> token(agent, request)));
  }

  @Override
  public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("ListAgents", ""),
                () ->
                    ListAgentsResponse.newBuilder()
                        .addAllAgents(parts.admission().all().stream().map(this::agent).toList())
                        .build()));
  }

  @Override
  public void showAgent(AgentRef request, StreamObserver<Agent> out) {
    Answer.to(
        out,
        () ->
            calls.ask(
                PeerCredentials.call("ShowAgent", request.getSpiffeId()),
                () -> agent(parts.admission().show(SpiffeId.parse(request.getSpiffeId())))));
  }

  @Override
  public void evictAgent(AgentRef request, StreamObserver<Agent> out) {
    Answer.to(out, () -> dismiss("EvictAgent", request, NodeStatus.EVICTED));
  }

  @Override
  public void banAgent(AgentRef request, StreamObserver<Agent> out) {
    Answer.to(out, () -> dismiss("BanAgent", request, NodeStatus.BANNED));
  }

  @Override
  public void showBundle(ShowBundleRequest request, StreamObserver<Bundle> out) {
    Answer.to(out, () -> calls.ask(PeerCredentials.call("ShowBundle", ""), this::bundle));
  }

  private Token token(Optional<SpiffeId> agent, CreateTokenRequest request) {
    Duration ttl = request.hasTtl() ? AdminMessages.duration(request.getTtl()) : DEFAULT_TOKEN_TTL;
    if (!ttl.isPositive()) {
      throw new IllegalArgumentException("ttl " + ttl.toSeconds() + "s (expected: >= 1s)");
    }
    AgentAttestor.NewToken token =
        parts.attestor().newToken(agent, ttl, parts.anchors().current().active(), parts.random());
    return Token.newBuilder()
        .setToken(token.text())
        .setSpiffeId(token.kept().agent().toString())
        .setExpiresAt(AdminMessages.timestamp(token.kept().expiresAt()))
        .build();
  }

  private Agent dismiss(String method, AgentRef request, NodeStatus status) {
    AdminCalls.Call call = PeerCredentials.call(method, request.getSpiffeId());
    return calls.order(
        call,
        () -> parts.admission().show(SpiffeId.parse(request.getSpiffeId())),
        node -> agent(parts.admission().dismiss(node.id(), status, call.operator().toString())));
  }

  private Agent agent(Node node) {
    String id = node.id().toString();
    Optional<Truster> reported =
        parts.trusters().all().stream()
            .filter(truster -> truster.spiffeId().equals(id))
            .findFirst();
    return AdminMessages.agent(node, reported);
  }

  private Bundle bundle() {
    X509Bundle bundle = parts.anchors().bundle();
    return Bundle.newBuilder()
        .setTrustDomain(bundle.trustDomain().name())
        .setSequence(bundle.sequence().orElse(0))
        .addAllRoots(bundle.roots().stream().map(AdminMessages::der).toList())
        .setJwks(BundleJson.print(parts.anchors().whole()))
        .build();
  }

  private static Optional<SpiffeId> wanted(String spiffeId) {
    return spiffeId.isEmpty() ? Optional.empty() : Optional.of(SpiffeId.parse(spiffeId));
  }
}
