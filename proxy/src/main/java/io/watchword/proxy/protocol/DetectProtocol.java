package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Holds a connection's first bytes until they tell the protocol, or time is up. A client that says
/// nothing is TCP, which its connection-level policy governs; one that has begun something like a
/// request line is HTTP, the stricter of the two. Runs on the connection's event loop.
public final class DetectProtocol extends ChannelInboundHandlerAdapter {

  private final Duration timeout;
  private final BiConsumer<ChannelHandlerContext, Boolean> isHttp;
  private @Nullable CompositeByteBuf held;
  private @Nullable Future<?> timer;

  /// @param isHttp told once, before the first bytes are passed on to the handlers it has added
  public DetectProtocol(Duration timeout, BiConsumer<ChannelHandlerContext, Boolean> isHttp) {
    this.timeout = timeout;
    this.isHttp = isHttp;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timer =
        context
            .executor()
            .schedule(
                () -> settle(context, held != null && held.isReadable()),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    CompositeByteBuf bytes = held;
    if (bytes == null) {
      bytes = context.alloc().compositeBuffer();
      held = bytes;
    }
    bytes.addComponent(true, (ByteBuf) message);
    switch (Detection.of(bytes)) {
      case HTTP -> settle(context, true);
      case TCP -> settle(context, false);
      case UNDECIDED -> {}
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
  }

  private void settle(ChannelHandlerContext context, boolean http) {
    if (context.isRemoved()) {
      return;
    }
    isHttp.accept(context, http);
    context.pipeline().remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
    CompositeByteBuf bytes = held;
    held = null;
    if (bytes == null) {
      return;
    }
    if (context.channel().isActive()) {
      context.fireChannelRead(bytes);
      context.fireChannelReadComplete();
    } else {
      bytes.release();
    }
  }
}
