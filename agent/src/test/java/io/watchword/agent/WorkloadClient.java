package io.watchword.agent;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.watchword.api.workload.JWTBundlesRequest;
import io.watchword.api.workload.JWTBundlesResponse;
import io.watchword.api.workload.JWTSVIDRequest;
import io.watchword.api.workload.JWTSVIDResponse;
import io.watchword.api.workload.SpiffeWorkloadAPIGrpc;
import io.watchword.api.workload.ValidateJWTSVIDRequest;
import io.watchword.api.workload.ValidateJWTSVIDResponse;
import io.watchword.api.workload.X509BundlesRequest;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVIDRequest;
import io.watchword.api.workload.X509SVIDResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A workload as the standard's clients are: one connection to the socket, raw stubs.
final class WorkloadClient implements AutoCloseable {

  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final ManagedChannel channel;

  WorkloadClient(Path socket) {
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .eventLoopGroup(loop)
            .channelType(EpollDomainSocketChannel.class)
            .usePlaintext()
            .build();
  }

  Channel bare() {
    return channel;
  }

  Channel with(String... headerValues) {
    Metadata headers = new Metadata();
    for (String value : headerValues) {
      headers.put(HEADER, value);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  Updates<X509SVIDResponse> svids() {
    Updates<X509SVIDResponse> updates = new Updates<>(Integer.MAX_VALUE);
    SpiffeWorkloadAPIGrpc.newStub(with("true"))
        .fetchX509SVID(X509SVIDRequest.getDefaultInstance(), updates.observer());
    return updates;
  }

  /// A client that reads `first` messages and then no more until told.
  Updates<X509SVIDResponse> svidsReading(int first) {
    Updates<X509SVIDResponse> updates = new Updates<>(first);
    SpiffeWorkloadAPIGrpc.newStub(with("true"))
        .fetchX509SVID(X509SVIDRequest.getDefaultInstance(), updates.observer());
    return updates;
  }

  Updates<X509BundlesResponse> bundles() {
    Updates<X509BundlesResponse> updates = new Updates<>(Integer.MAX_VALUE);
    SpiffeWorkloadAPIGrpc.newStub(with("true"))
        .fetchX509Bundles(X509BundlesRequest.getDefaultInstance(), updates.observer());
    return updates;
  }

  Updates<JWTBundlesResponse> keys() {
    Updates<JWTBundlesResponse> updates = new Updates<>(Integer.MAX_VALUE);
    SpiffeWorkloadAPIGrpc.newStub(with("true"))
        .fetchJWTBundles(JWTBundlesRequest.getDefaultInstance(), updates.observer());
    return updates;
  }

  /// Blocks; fails with gRPC's exception.
  JWTSVIDResponse tokens(String spiffeId, String... audience) {
    return SpiffeWorkloadAPIGrpc.newBlockingStub(with("true"))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .fetchJWTSVID(
            JWTSVIDRequest.newBuilder()
                .setSpiffeId(spiffeId)
                .addAllAudience(List.of(audience))
                .build());
  }

  /// Blocks; fails with gRPC's exception.
  ValidateJWTSVIDResponse validate(String token, String audience) {
    return SpiffeWorkloadAPIGrpc.newBlockingStub(with("true"))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .validateJWTSVID(
            ValidateJWTSVIDRequest.newBuilder().setSvid(token).setAudience(audience).build());
  }

  static CallOptions soon() {
    return CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(5, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /// What came on one stream. Thread-safe.
  static final class Updates<M> {

    final List<M> messages = new CopyOnWriteArrayList<>();
    volatile Status end;
    private final int first;
    private volatile ClientCallStreamObserver<?> call;

    Updates(int first) {
      this.first = first;
    }

    void read(int more) {
      call.request(more);
    }

    void cancel() {
      call.cancel("enough", null);
    }

    M last() {
      return messages.getLast();
    }

    private <Q> ClientResponseObserver<Q, M> observer() {
      return new ClientResponseObserver<>() {
        @Override
        public void beforeStart(ClientCallStreamObserver<Q> stream) {
          call = stream;
          if (first < Integer.MAX_VALUE) {
            stream.disableAutoRequestWithInitial(first);
          }
        }

        @Override
        public void onNext(M message) {
          messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
          end = Status.fromThrowable(failure);
        }

        @Override
        public void onCompleted() {
          end = Status.OK;
        }
      };
    }
  }
}
