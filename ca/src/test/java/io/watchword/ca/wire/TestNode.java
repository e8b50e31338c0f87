package io.watchword.ca.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.watchword.api.node.AttestNodeBegin;
import io.watchword.api.node.AttestNodeRequest;
import io.watchword.api.node.AttestNodeResponse;
import io.watchword.api.node.AttestNodeResult;
import io.watchword.api.node.IssueX509SvidsRequest;
import io.watchword.api.node.NodeGrpc;
import io.watchword.api.node.RenewNodeRequest;
import io.watchword.api.node.ReportTrustRequest;
import io.watchword.api.node.SyncRequest;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.node.X509SvidOrder;
import io.watchword.api.node.X509SvidResult;
import io.watchword.api.trust.TrusterKind;
import io.watchword.api.trust.TrusterState;
import io.watchword.ca.TestRequest;
import io.watchword.ca.keys.Certificates;
import io.watchword.ca.keys.Fingerprints;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A node that speaks to the CA as an agent does. The thread of the test.
public final class TestNode implements AutoCloseable {
  private final Server server = new Server();
  private final ManagedChannel channel;
  private final List<X509Certificate> chain;
  private volatile @Nullable Status syncEnd;

  /// What a part of a state said.
  public record State(
      List<String> entries,
      List<String> roots,
      String issuingRootSha256,
      List<String> removed,
      boolean whole,
      boolean more) {}

  /// What became of an order: the SPIFFE ID, or the code of a refusal.
  public record Outcome(String text, List<X509Certificate> chain) {}

  private TestNode(int port, @Nullable PrivateKey key, List<X509Certificate> chain) {
    this.chain = List.copyOf(chain);
    try {
      SslContextBuilder tls =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
              .trustManager(server)
              .protocols("TLSv1.3");
      if (key != null) {
        tls.keyManager(key, chain);
      }
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(tls.build()).build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One without a certificate.
  public static TestNode anonymous(int port) {
    return new TestNode(port, null, List.of());
  }

  /// One that traded `token`.
  public static TestNode attest(int port, String token) {
    TestRequest request = TestRequest.fresh();
    AttestNodeResult response = exchange(port, token, request.request().der());
    return new TestNode(
        port, request.keys().getPrivate(), certificates(response.getSvid().getCertificatesList()));
  }

  /// Tries to trade `token` with this request.
  public static void attest(int port, String token, byte[] csr) {
    exchange(port, token, csr);
  }

  private static AttestNodeResult exchange(int port, String token, byte[] csr) {
    return exchange(
        port, "join_token", token.getBytes(StandardCharsets.UTF_8), question -> question, csr);
  }

  /// Tries to become an agent by any means; what it gets is its own from then on.
  ///
  /// @param answer to each challenge
  public static TestNode attest(
      int port, String type, byte[] evidence, UnaryOperator<byte[]> answer) {
    TestRequest request = TestRequest.fresh();
    AttestNodeResult result = exchange(port, type, evidence, answer, request.request().der());
    return new TestNode(
        port, request.keys().getPrivate(), certificates(result.getSvid().getCertificatesList()));
  }

  private static AttestNodeResult exchange(
      int port, String type, byte[] evidence, UnaryOperator<byte[]> answer, byte[] csr) {
    try (TestNode stranger = anonymous(port)) {
      BlockingClientCall<AttestNodeRequest, AttestNodeResponse> call =
          NodeGrpc.newBlockingV2Stub(stranger.channel).attestNode();
      call.write(
          AttestNodeRequest.newBuilder()
              .setBegin(
                  AttestNodeBegin.newBuilder()
                      .setType(type)
                      .setEvidence(ByteString.copyFrom(evidence))
                      .setCsr(ByteString.copyFrom(csr)))
              .build());
      AttestNodeResponse response = call.read();
      while (response.hasChallenge()) {
        byte[] given = answer.apply(response.getChallenge().toByteArray());
        call.write(AttestNodeRequest.newBuilder().setAnswer(ByteString.copyFrom(given)).build());
        response = call.read();
      }
      return response.getResult();
    } catch (StatusException e) {
      throw e.getStatus().asRuntimeException();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Its own certificates.
  public List<X509Certificate> chain() {
    return chain;
  }

  /// SHA-256 of the last certificate that the server presented.
  public String serverRootSha256() {
    connect();
    return Fingerprints.ofCertificate(server.chain.getLast());
  }

  /// What the server is called.
  public String serverId() {
    connect();
    try {
      return String.valueOf(
          server.chain.getFirst().getSubjectAlternativeNames().iterator().next().get(1));
    } catch (CertificateParsingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Asks for a new node SVID.
  public void renew() {
    var unused =
        NodeGrpc.newBlockingStub(channel)
            .renewNode(
                RenewNodeRequest.newBuilder()
                    .setCsr(ByteString.copyFrom(TestRequest.fresh().request().der()))
                    .build());
  }

  /// Opens `Sync`; what comes is added to the list.
  public List<State> sync() {
    List<State> states = new CopyOnWriteArrayList<>();
    NodeGrpc.newStub(channel)
        .sync(
            SyncRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(SyncResponse response) {
                states.add(state(response));
              }

              @Override
              public void onError(Throwable thrown) {
                syncEnd = Status.fromThrowable(thrown);
              }

              @Override
              public void onCompleted() {
                syncEnd = Status.OK;
              }
            });
    return states;
  }

  /// How `Sync` ended, if it has.
  public Optional<Status> syncEnd() {
    return Optional.ofNullable(syncEnd);
  }

  /// Orders SVIDs.
  public List<Outcome> issue(List<String> entryIds) {
    IssueX509SvidsRequest.Builder request = IssueX509SvidsRequest.newBuilder();
    for (String entryId : entryIds) {
      request.addOrders(
          X509SvidOrder.newBuilder()
              .setEntryId(entryId)
              .setCsr(ByteString.copyFrom(TestRequest.fresh().request().der())));
    }
    return NodeGrpc.newBlockingStub(channel)
        .issueX509Svids(request.build())
        .getResultsList()
        .stream()
        .map(TestNode::outcome)
        .toList();
  }

  /// Says that it trusts `roots` and presents what it has; returns when to say so again.
  public int report(String... roots) {
    TrusterState.Builder state =
        TrusterState.newBuilder()
            .setSpiffeId("spiffe://example.org/watchword/agent/a")
            .setKind(TrusterKind.AGENT)
            .setBundleSha256(digest(roots[0]))
            // Ahead of any clock: one that is behind would hold a gate.
            .setObservedAt(Timestamp.newBuilder().setSeconds(4_000_000_000L));
    Arrays.stream(roots).forEach(root -> state.addTrustedRootSha256(digest(root)));
    return NodeGrpc.newBlockingStub(channel)
        .reportTrust(ReportTrustRequest.newBuilder().addTrusters(state).build())
        .getReportAgainMillis();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private void connect() {
    if (server.chain.isEmpty()) {
      renew();
    }
  }

  private static State state(SyncResponse response) {
    return new State(
        response.getEntriesList().stream().map(WorkloadEntry::getSpiffeId).toList(),
        response.getTrust().getRootsList().stream()
            .map(root -> Fingerprints.ofCertificate(Certificates.parse(root.toByteArray())))
            .toList(),
        HexFormat.of().formatHex(response.getIssuingRootSha256().toByteArray()),
        response.getRemovedEntryIdsList(),
        response.getWhole(),
        response.getMore());
  }

  private static Outcome outcome(X509SvidResult result) {
    return result.hasSvid()
        ? new Outcome(
            result.getSvid().getSpiffeId(), certificates(result.getSvid().getCertificatesList()))
        : new Outcome(result.getRefusal().getCode(), List.of());
  }

  private static ByteString digest(String hexadecimal) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
  }

  private static List<X509Certificate> certificates(List<ByteString> der) {
    return der.stream().map(one -> Certificates.parse(one.toByteArray())).toList();
  }

  /// Takes any server and remembers what it presented.
  private static final class Server extends X509ExtendedTrustManager {
    private volatile List<X509Certificate> chain = new ArrayList<>();

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String type, SSLEngine engine) {
      chain = List.of(presented);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String type, Socket socket) {
      chain = List.of(presented);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] presented, String type) {
      chain = List.of(presented);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] presented, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
