package io.watchword.cli.identity.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.workload.JWTSVID;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.SpiffeWorkloadAPIGrpc;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDRequest;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Workload API for one identity: X.509-SVIDs under a root, tokens by a key. A token is good to
/// it if it is one that it has handed out.
public final class FakeWorkloadApi implements AutoCloseable {

  private final Path socket;
  private final String id;
  private final KeyPair jwtKey;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;
  private final List<X509SVIDResponse> states = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private volatile boolean known = true;

  public FakeWorkloadApi(Path socket, String id, KeyPair jwtKey) throws IOException {
    this.socket = socket;
    this.id = id;
    this.jwtKey = jwtKey;
    this.server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .addService(new Workloads())
            .build()
            .start();
  }

  public String address() {
    return "unix:" + socket;
  }

  /// One more state to send, in the order of these calls; with a federated trust domain and a
  /// revocation list where they are there.
  public FakeWorkloadApi state(TestSvid svid, TestCa root, TestCa... federated) {
    X509SVIDResponse.Builder state =
        X509SVIDResponse.newBuilder()
            .addSvids(
                X509SVID
                    .newBuilder()
                    .setSpiffeId(id)
                    .setX509Svid(ByteString.copyFrom(svid.derChain()))
                    .setX509SvidKey(ByteString.copyFrom(svid.pkcs8()))
                    .setBundle(ByteString.copyFrom(root.der()))
                    .setHint("web"));
    for (TestCa other : federated) {
      state
          .putFederatedBundles("spiffe://" + other.trustDomain(), ByteString.copyFrom(other.der()))
          .addCrl(ByteString.copyFrom(other.crl().sign()));
    }
    states.add(state.build());
    return this;
  }

  /// Knows no identity for anybody.
  public void forget() {
    known = false;
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Workloads extends SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase {

    @Override
    public void fetchX509SVID(X509SVIDRequest request, StreamObserver<X509SVIDResponse> stream) {
      if (known) {
        states.forEach(stream::onNext);
      } else {
        stream.onError(noIdentity());
      }
    }

    @Override
    public void fetchJWTSVID(JWTSVIDRequest request, StreamObserver<JWTSVIDResponse> answer) {
      boolean asked = request.getSpiffeId().isEmpty() || request.getSpiffeId().equals(id);
      if (!known || !asked) {
        answer.onError(noIdentity());
        return;
      }
      TestJwt token = TestJwt.of(id, request.getAudience(0));
      String signed = token.expires(java.time.Instant.now().plusSeconds(300)).sign(jwtKey, "key-1");
      tokens.add(signed);
      answer.onNext(
          JWTSVIDResponse.newBuilder()
              .addSvids(JWTSVID.newBuilder().setSpiffeId(id).setSvid(signed).setHint("web"))
              .build());
      answer.onCompleted();
    }

    @Override
    public void validateJWTSVID(
        ValidateJWTSVIDRequest request, StreamObserver<ValidateJWTSVIDResponse> answer) {
      if (!tokens.contains(request.getSvid())) {
        answer.onError(
            Status.INVALID_ARGUMENT.withDescription("token is no good").asRuntimeException());
        return;
      }
      answer.onNext(
          ValidateJWTSVIDResponse.newBuilder()
              .setSpiffeId(id)
              .setClaims(
                  Struct.newBuilder()
                      .putFields("sub", Value.newBuilder().setStringValue(id).build()))
              .build());
      answer.onCompleted();
    }

    private RuntimeException noIdentity() {
      return Status.PERMISSION_DENIED.withDescription("no identity issued").asRuntimeException();
    }
  }
}
