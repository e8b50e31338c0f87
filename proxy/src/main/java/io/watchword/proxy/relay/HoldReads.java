package io.watchword.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Holds what comes in while a decision is under way. Runs on the connection's event loop.
public final class HoldReads extends ChannelInboundHandlerAdapter {

  private static final int MAX_HELD = 64 * 1024;

  private final Held held = new Held();

  private HoldReads() {}

  /// Holds from now on what reaches the end of the pipeline.
  public static HoldReads on(Channel channel) {
    HoldReads hold = new HoldReads();
    channel.pipeline().addLast(hold);
    return hold;
  }

  /// Passes on what was held, and everything after it.
  public void release(Channel channel) {
    if (channel.pipeline().context(this) != null) {
      channel.pipeline().remove(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    held.add((ByteBuf) message, context.alloc());
    if (held.size() > MAX_HELD) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (held.isEmpty() || !context.channel().isActive()) {
      held.release();
      return;
    }
    context.channel().config().setAutoRead(true);
    context.fireChannelRead(held.take(held.size()));
    context.fireChannelReadComplete();
  }
}
