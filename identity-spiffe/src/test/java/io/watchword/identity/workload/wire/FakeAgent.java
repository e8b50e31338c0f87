package io.watchword.identity.workload.wire;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.trust.TrustReportGrpc;
import io.watchword.api.trust.TrustReportRequest;
import io.watchword.api.trust.TrustReportResponse;
import io.watchword.api.workload.JWTBundlesRequest;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.SpiffeWorkloadAPIGrpc;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDRequest;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An agent for tests: it serves what it is told to, on a Unix socket, with our own stubs (the
/// client's are java-spiffe's).
public final class FakeAgent implements AutoCloseable {

  private final Path socket;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<StreamObserver<X509SVIDResponse>> streams = new CopyOnWriteArrayList<>();
  public final List<TrustReportRequest> reports = new CopyOnWriteArrayList<>();
  public final List<String> securityHeaders = new CopyOnWriteArrayList<>();
  public final AtomicInteger calls = new AtomicInteger();
  private volatile @Nullable X509SVIDResponse state;
  private final List<StreamObserver<JWTBundlesResponse>> jwtStreams = new CopyOnWriteArrayList<>();
  private volatile @Nullable JWTBundlesResponse jwtBundles;
  public final List<JWTSVIDRequest> jwtRequests = new CopyOnWriteArrayList<>();
  public volatile Function<JWTSVIDRequest, JWTSVIDResponse> jwts =
      request -> JWTSVIDResponse.getDefaultInstance();
  public volatile Function<ValidateJWTSVIDRequest, ValidateJWTSVIDResponse> judge =
      request -> {
        throw Status.INVALID_ARGUMENT.withDescription("token is no good").asRuntimeException();
      };
  private volatile @Nullable Status refusal;
  public volatile int reportAgainMillis = 60_000;
  private Server server;

  public FakeAgent(Path socket) throws IOException {
    this.socket = socket;
    this.server = start();
  }

  public String address() {
    return "unix:" + socket;
  }

  public static X509SVID svid(String id, TestSvid svid, TestCa root, String hint) {
    return X509SVID
        .newBuilder()
        .setSpiffeId(id)
        .setX509Svid(ByteString.copyFrom(svid.derChain()))
        .setX509SvidKey(ByteString.copyFrom(svid.pkcs8()))
        .setBundle(ByteString.copyFrom(root.der()))
        .setHint(hint)
        .build();
  }

  public static X509SVIDResponse message(X509SVID... svids) {
    return X509SVIDResponse.newBuilder().addAllSvids(List.of(svids)).build();
  }

  /// Sends `message` on every open stream, and first on every new one.
  public synchronized void send(X509SVIDResponse message) {
    state = message;
    refusal = null;
    streams.forEach(stream -> stream.onNext(message));
  }

  /// Sends keys on every open stream of them, and first on every new one.
  public synchronized void sendJwtBundles(JWTBundlesResponse message) {
    jwtBundles = message;
    refusal = null;
    jwtStreams.forEach(stream -> stream.onNext(message));
  }

  /// Ends open streams with `status`, and answers new ones so.
  public synchronized void refuse(Status status) {
    refusal = status;
    streams.forEach(stream -> stream.onError(status.asRuntimeException()));
    streams.clear();
    jwtStreams.forEach(stream -> stream.onError(status.asRuntimeException()));
    jwtStreams.clear();
  }

  /// Ends open streams in good order.
  public synchronized void endStreams() {
    streams.forEach(StreamObserver::onCompleted);
    streams.clear();
  }

  public int openStreams() {
    return streams.size();
  }

  /// Stops, as a crash would.
  public void stop() throws InterruptedException {
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    streams.clear();
    jwtStreams.clear();
  }

  public void restart() throws IOException {
    server = start();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private Server start() throws IOException {
    return NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toString()))
        .channelType(EpollServerDomainSocketChannel.class)
        .bossEventLoopGroup(group)
        .workerEventLoopGroup(group)
        .intercept(new HeaderRecorder())
        .addService(new Workloads())
        .addService(new Reports())
        .build()
        .start();
  }

  private final class HeaderRecorder implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      calls.incrementAndGet();
      securityHeaders.add(
          String.valueOf(
              headers.get(
                  Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER))));
      return next.startCall(call, headers);
    }
  }

  private final class Workloads extends SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIImplBase {
    @Override
    public void fetchX509SVID(X509SVIDRequest request, StreamObserver<X509SVIDResponse> responses) {
      synchronized (FakeAgent.this) {
        Status refused = refusal;
        if (refused != null) {
          responses.onError(refused.asRuntimeException());
          return;
        }
        X509SVIDResponse now = state;
        if (now != null) {
          responses.onNext(now);
        }
        streams.add(responses);
      }
    }

    @Override
    public void fetchJWTBundles(
        JWTBundlesRequest request, StreamObserver<JWTBundlesResponse> responses) {
      synchronized (FakeAgent.this) {
        Status refused = refusal;
        if (refused != null) {
          responses.onError(refused.asRuntimeException());
          return;
        }
        JWTBundlesResponse now = jwtBundles;
        if (now != null) {
          responses.onNext(now);
        }
        jwtStreams.add(responses);
      }
    }

    @Override
    public void fetchJWTSVID(JWTSVIDRequest request, StreamObserver<JWTSVIDResponse> responses) {
      jwtRequests.add(request);
      answer(responses, () -> jwts.apply(request));
    }

    @Override
    public void validateJWTSVID(
        ValidateJWTSVIDRequest request, StreamObserver<ValidateJWTSVIDResponse> responses) {
      answer(responses, () -> judge.apply(request));
    }
  }

  private <M> void answer(StreamObserver<M> responses, Supplier<M> answer) {
    try {
      Status refused = refusal;
      if (refused != null) {
        throw refused.asRuntimeException();
      }
      responses.onNext(answer.get());
      responses.onCompleted();
    } catch (StatusRuntimeException e) {
      responses.onError(e);
    }
  }

  private final class Reports extends TrustReportGrpc.TrustReportImplBase {
    @Override
    public void report(TrustReportRequest request, StreamObserver<TrustReportResponse> response) {
      reports.add(request);
      response.onNext(
          TrustReportResponse.newBuilder().setReportAgainMillis(reportAgainMillis).build());
      response.onCompleted();
    }
  }
}
