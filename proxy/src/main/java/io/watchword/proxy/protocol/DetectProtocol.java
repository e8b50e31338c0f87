package io.watchword.proxy.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a connection's first bytes until they tell the protocol, or time is up. A client that says
/// nothing is TCP, which its connection-level policy governs; one that has begun something like a
/// request line is HTTP, the stricter of the two. Runs on the connection's event loop.
///
/// Silence must not be a way around the rules for requests, so the first bytes of a client that was
/// silent are looked at as well: where they may be HTTP they go no further.
public final class DetectProtocol extends ChannelInboundHandlerAdapter {

  /// What to do about a client that was taken for TCP and then speaks HTTP, or may do so.
  public enum LateHttp {
    PASS,
    CLOSE
  }

  private static final Logger log = LoggerFactory.getLogger(DetectProtocol.class);

  private final Duration timeout;
  private final LateHttp lateHttp;
  private final BiConsumer<ChannelHandlerContext, Boolean> isHttp;
  private @Nullable CompositeByteBuf held;
  private @Nullable Future<?> timer;
  private boolean wasSilent;

  /// @param isHttp told once, before the first bytes are passed on to the handlers it has added
  public DetectProtocol(
      Duration timeout, LateHttp lateHttp, BiConsumer<ChannelHandlerContext, Boolean> isHttp) {
    this.timeout = timeout;
    this.lateHttp = lateHttp;
    this.isHttp = isHttp;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    after(context, () -> timeIsUp(context));
  }

  private void after(ChannelHandlerContext context, Runnable what) {
    timer = context.executor().schedule(what, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void timeIsUp(ChannelHandlerContext context) {
    boolean silent = held == null || !held.isReadable();
    if (silent && lateHttp == LateHttp.CLOSE && !context.isRemoved()) {
      wasSilent = true;
      isHttp.accept(context, false);
    } else {
      settle(context, !silent);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    CompositeByteBuf bytes = held;
    boolean first = bytes == null;
    if (bytes == null) {
      bytes = context.alloc().compositeBuffer();
      held = bytes;
    }
    bytes.addComponent(true, (ByteBuf) message);
    Detection found = Detection.of(bytes);
    if (wasSilent) {
      late(context, found, first);
      return;
    }
    switch (found) {
      case HTTP -> settle(context, true);
      case TCP -> settle(context, false);
      case UNDECIDED -> {}
    }
  }

  private void late(ChannelHandlerContext context, Detection found, boolean first) {
    switch (found) {
      case TCP -> context.pipeline().remove(this);
      case HTTP -> refuse(context);
      case UNDECIDED -> {
        if (first) {
          after(context, () -> refuse(context));
        }
      }
    }
  }

  private void refuse(ChannelHandlerContext context) {
    if (!context.isRemoved()) {
      log.atInfo()
          .addKeyValue("peer", context.channel().remoteAddress())
          .log("closed: http on a connection that was silent too long to be taken for http");
      context.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    boolean isEnd =
        event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    if (wasSilent && isEnd && held != null && !context.isRemoved()) {
      // Nothing more will come, so it becomes no request.
      context.pipeline().remove(this);
    }
    context.fireUserEventTriggered(event);
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
