package io.watchword.agent.workload.wire;

import io.grpc.Attributes;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.AsciiString;
import io.watchword.agent.attestation.LinuxHandles;
import io.watchword.agent.attestation.ProcessKey;
import io.watchword.agent.attestation.UnixPeer;
import io.watchword.agent.attestation.WorkloadAttestation;
import java.io.IOException;
import java.util.OptionalInt;

/// Notes at the very start of a connection who is at its other end, for all calls on it. Runs on
/// the event loop.
final class PeerCredentialsNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

  private final WorkloadAttestation attestation;
  private final ConnectionLimit limit;

  PeerCredentialsNegotiator(WorkloadAttestation attestation, ConnectionLimit limit) {
    this.attestation = attestation;
    this.limit = limit;
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.of("http");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    return InternalProtocolNegotiators.waitUntilActiveHandler(
        new CredentialsHandler(connection), connection.getNegotiationLogger());
  }

  @Override
  public void close() {
    // Nothing of its own.
  }

  private final class CredentialsHandler extends ChannelInboundHandlerAdapter {

    private final GrpcHttp2ConnectionHandler connection;

    CredentialsHandler(GrpcHttp2ConnectionHandler connection) {
      this.connection = connection;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws IOException {
      if (!(event instanceof ProtocolNegotiationEvent negotiation)) {
        context.fireUserEventTriggered(event);
        return;
      }
      PeerCredentials credentials =
          ((EpollDomainSocketChannel) context.channel()).peerCredentials();
      int[] gids = credentials.gids();
      UnixPeer peer =
          new UnixPeer(credentials.pid(), credentials.uid(), gids.length == 0 ? -1 : gids[0]);
      if (!limit.enter(peer.uid())) {
        context.close();
        return;
      }
      context.channel().closeFuture().addListener(closed -> limit.leave(peer.uid()));
      Attributes attributes =
          InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
              .set(ConnectedPeer.ATTRIBUTE, new ConnectedPeer(peer, identify(peer, context)))
              .build();
      context
          .pipeline()
          .replace(this, null, InternalProtocolNegotiators.grpcNegotiationHandler(connection));
      context.fireUserEventTriggered(
          InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes));
    }

    private ProcessKey identify(UnixPeer peer, ChannelHandlerContext context) {
      OptionalInt handle =
          LinuxHandles.peerProcess(((EpollDomainSocketChannel) context.channel()).fd().intValue());
      try {
        return attestation.identify(peer, handle);
      } finally {
        handle.ifPresent(LinuxHandles::close);
      }
    }
  }
}
