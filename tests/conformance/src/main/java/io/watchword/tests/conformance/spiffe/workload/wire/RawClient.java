package io.watchword.tests.conformance.spiffe.workload.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A gRPC connection on which nothing is added to what a test asks for: no security header, no
/// checks of requests. Plaintext, no credentials. Thread-safe.
final class RawClient implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(5);
  static final Metadata.Key<String> SECURITY_HEADER =
      Metadata.Key.of("workload.spiffe.io", Metadata.ASCII_STRING_MARSHALLER);

  private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

  private final EventLoopGroup loop;
  private final ManagedChannel channel;

  /// @param address `unix:PATH`, `unix:///PATH` or `tcp://IP:PORT`
  RawClient(String address) {
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    channel = builder(address).maxInboundMessageSize(LARGEST_MESSAGE).usePlaintext().build();
  }

  private NettyChannelBuilder builder(String address) {
    if (address.startsWith("tcp:")) {
      URI uri = URI.create(address);
      return NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort());
    }
    String path = address.replaceFirst("^unix:(//)?", "");
    return NettyChannelBuilder.forAddress(new DomainSocketAddress(path))
        .eventLoopGroup(loop)
        .channelType(EpollDomainSocketChannel.class)
        .overrideAuthority("localhost");
  }

  /// Headers with the security header once for each value.
  static Metadata headers(List<String> values) {
    Metadata headers = new Metadata();
    values.forEach(value -> headers.put(SECURITY_HEADER, value));
    return headers;
  }

  /// A call as the specification wants it.
  RawStream call(Rpc rpc, byte[] request) {
    return call(rpc, request, headers(List.of("true")));
  }

  /// A call with these headers; everything is read as it comes.
  RawStream call(Rpc rpc, byte[] request, Metadata headers) {
    RawStream stream = start(rpc, request, headers);
    stream.read(Integer.MAX_VALUE);
    return stream;
  }

  /// A call of which nothing is read until somebody says so.
  RawStream start(Rpc rpc, byte[] request, Metadata headers) {
    ClientCall<byte[], byte[]> call = channel.newCall(rpc.descriptor(), CallOptions.DEFAULT);
    RawStream stream = new RawStream(call);
    call.start(stream, headers);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
