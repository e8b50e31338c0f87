package io.watchword.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.watchword.proxy.accept.Deadline;
import io.watchword.proxy.accept.Deadlines;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One side of a TCP relay. Runs on the event loop that both sides share.
///
/// The end of one direction is passed on as a FIN, and the other direction goes on. On TLS that is
/// a FIN without a close_notify, because the TLS library ends both directions at a close_notify: a
/// close_notify therefore means that the peer has ended both. An attacker on the wire can forge the
/// end of a direction, as on any TLS connection whose peer accepts a bare FIN, but no byte before
/// it.
final class TcpSide extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(TcpSide.class);

  // How long the last bytes may take to be read once both directions are over.
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final Channel channel;
  private final Duration idle;
  private final LongConsumer bytesRead;
  private final Held early = new Held();
  private final Deadline deadline;

  private @Nullable TcpSide peer;
  private boolean inputEnded;
  private boolean outputEnded;

  TcpSide(Channel channel, Duration idle, LongConsumer bytesRead) {
    this.channel = channel;
    this.idle = idle;
    this.bytesRead = bytesRead;
    this.deadline = Deadlines.of(channel.eventLoop()).watch(channel::close);
    deadline.in(idle);
  }

  /// From now on each passes the other's bytes on, those held first.
  static void join(TcpSide client, TcpSide upstream) {
    client.peer = upstream;
    upstream.peer = client;
    client.passOnHeld();
    upstream.passOnHeld();
    client.channel.config().setAutoRead(true);
    upstream.channel.config().setAutoRead(true);
  }

  private void passOnHeld() {
    TcpSide to = peer;
    if (to != null && !early.isEmpty()) {
      to.write(early.take(early.size()));
      to.channel.flush();
    }
    if (inputEnded && to != null) {
      to.endOutput();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    TcpSide to = peer;
    deadline.in(idle);
    bytesRead.accept(bytes.readableBytes());
    if (to == null) {
      early.add(bytes, context.alloc());
    } else if (to.outputEnded) {
      bytes.release();
    } else {
      to.deadline.in(idle);
      to.write(bytes);
      if (!to.channel.isWritable()) {
        channel.config().setAutoRead(false);
      }
    }
  }

  private void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (peer != null) {
      peer.channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (peer != null && channel.isWritable()) {
      peer.channel.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnds();
    } else if (event instanceof SslCloseCompletionEvent) {
      outputEnded = true;
      inputEnds();
      endBoth();
    }
  }

  private void inputEnds() {
    if (inputEnded) {
      return;
    }
    inputEnded = true;
    if (peer != null) {
      peer.endOutput();
      closeIfOver();
      peer.closeIfOver();
    }
  }

  private void endOutput() {
    if (outputEnded) {
      return;
    }
    outputEnded = true;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> ((DuplexChannel) channel).shutdownOutput());
  }

  private void closeIfOver() {
    if (inputEnded && outputEnded) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.close());
    }
  }

  /// Ends both directions with what has been read so far, and closes once the peers have done so or
  /// have had their time.
  void finish() {
    endBoth();
    if (peer != null) {
      peer.endBoth();
    } else {
      channel.close();
    }
  }

  private void endBoth() {
    TcpSide other = peer;
    if (other != null) {
      other.endOutput();
      other.lingerThenClose();
    }
    endOutput();
    lingerThenClose();
  }

  private void lingerThenClose() {
    deadline.in(LINGER);
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deadline.forget();
    early.release();
    inputEnded = true;
    outputEnded = true;
    TcpSide to = peer;
    if (to != null) {
      to.endOutput();
      to.lingerThenClose();
      to.closeIfOver();
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("tcp connection failed", cause);
    context.close();
  }
}
