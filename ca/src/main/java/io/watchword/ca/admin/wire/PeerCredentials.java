package io.watchword.ca.admin.wire;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.util.AsciiString;
import io.watchword.ca.admin.AdminCalls;
import io.watchword.ca.admin.Operator;
import java.io.IOException;
import java.util.Set;

/// Brings the peer credentials of a Unix socket's connection into each call, and refuses callers of
/// other users. Thread-safe.
final class PeerCredentials implements ServerInterceptor {
  private static final Attributes.Key<Operator> PEER = Attributes.Key.create("operator");
  private static final Context.Key<Operator> OPERATOR = Context.key("operator");

  private final Set<Long> admitted;
  private final AdminCalls calls;

  /// @param admitted user IDs that may call
  PeerCredentials(Set<Long> admitted, AdminCalls calls) {
    this.admitted = Set.copyOf(admitted);
    this.calls = calls;
  }

  /// Who makes the call under way.
  static Operator operator() {
    Operator operator = OPERATOR.get();
    if (operator == null) {
      throw new IllegalStateException("a call without peer credentials");
    }
    return operator;
  }

  /// The call under way, as it is written down.
  ///
  /// @param target what it is about; empty for nothing in particular
  static AdminCalls.Call call(String method, String target) {
    return new AdminCalls.Call(method, operator(), target);
  }

  /// Plaintext, with the peer credentials as an attribute of the transport.
  static ServerCredentials server() {
    return InternalNettyServerCredentials.create(
        new Negotiator(InternalProtocolNegotiators.serverPlaintext()));
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Operator operator = call.getAttributes().get(PEER);
    if (operator == null || !admitted.contains(operator.uid())) {
      Operator named = operator == null ? new Operator(-1, -1) : operator;
      String method = call.getMethodDescriptor().getBareMethodName();
      calls.refuse(
          new AdminCalls.Call(method == null ? "" : method, named, ""),
          "PERMISSION_DENIED: user is not admitted");
      call.close(
          Status.PERMISSION_DENIED.withDescription(
              "ca/operator-refused: user "
                  + named.uid()
                  + " (expected: the CA's own user, or root)"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return Contexts.interceptCall(
        Context.current().withValue(OPERATOR, operator), call, headers, next);
  }

  private static final class Negotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    private final InternalProtocolNegotiator.ProtocolNegotiator plaintext;

    Negotiator(InternalProtocolNegotiator.ProtocolNegotiator plaintext) {
      this.plaintext = plaintext;
    }

    @Override
    public AsciiString scheme() {
      return plaintext.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
      return new Credentials(plaintext.newHandler(handler));
    }

    @Override
    public void close() {
      plaintext.close();
    }
  }

  // Runs on the connection's event loop, once, before the first frame.
  private static final class Credentials extends ChannelInboundHandlerAdapter {
    private final ChannelHandler next;

    Credentials(ChannelHandler next) {
      this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      // Behind us, so that the negotiation event passes here first.
      context.pipeline().addAfter(context.name(), null, next);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws IOException {
      if (event instanceof ProtocolNegotiationEvent negotiation
          && context.channel() instanceof EpollDomainSocketChannel channel) {
        var peer = channel.peerCredentials();
        Attributes attributes =
            InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
                .set(PEER, new Operator(peer.uid(), peer.pid()))
                .build();
        context.fireUserEventTriggered(
            InternalProtocolNegotiationEvent.withAttributes(negotiation, attributes));
        context.pipeline().remove(this);
        return;
      }
      context.fireUserEventTriggered(event);
    }
  }
}
