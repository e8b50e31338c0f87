package io.watchword.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the end of a handshake, says how it went, and takes itself out. Runs on the
/// connection's event loop.
public final class Handshake extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Handshake.class);

  private final Outcome outcome;
  private boolean over;

  /// Told exactly once.
  public interface Outcome {

    /// Both sides are authenticated.
    void completed(SSLSession session);

    /// The TLS handler closes the connection.
    void failed(HandshakeFailure failure);
  }

  /// To stand behind the TLS handler.
  public Handshake(Outcome outcome) {
    this.outcome = outcome;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && !over) {
      over = true;
      if (completion.isSuccess()) {
        SSLSession session = context.pipeline().get(SslHandler.class).engine().getSession();
        context.pipeline().remove(this);
        outcome.completed(session);
      } else {
        outcome.failed(HandshakeFailure.of(completion.cause()));
      }
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!over) {
      over = true;
      outcome.failed(HandshakeFailure.of(cause));
    }
    log.debug("handshake ended", cause);
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!over) {
      over = true;
      outcome.failed(HandshakeFailure.of(new java.nio.channels.ClosedChannelException()));
    }
    context.fireChannelInactive();
  }
}
