package io.watchword.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.watchword.proxy.accept.Deadline;
import io.watchword.proxy.accept.Deadlines;
import io.watchword.proxy.observe.Drainable;
import io.watchword.proxy.protocol.BodyFraming;
import io.watchword.proxy.protocol.BodyScanner;
import io.watchword.proxy.protocol.HeadScanner;
import io.watchword.proxy.protocol.MalformedMessageException;
import io.watchword.proxy.protocol.RequestHead;
import io.watchword.proxy.protocol.ResponseHead;
import io.watchword.proxy.upstream.LoopPool;
import io.watchword.proxy.upstream.Pooled;
import io.watchword.proxy.upstream.UpstreamChannel;
import io.watchword.proxy.upstream.UpstreamFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP connection to an upstream: serves one request of one client at a time, waits in its
/// pool in between. Runs on the event loop of its clients.
public final class HttpUpstream extends ChannelInboundHandlerAdapter implements Pooled, Drainable {

  private static final Logger log = LoggerFactory.getLogger(HttpUpstream.class);

  private enum State {
    IDLE,
    HEAD,
    BODY,
    CLOSED
  }

  private final UpstreamChannel channel;
  private final LoopPool<HttpUpstream> pool;
  private final HttpSettings settings;
  private final Duration poolIdle;
  private final HeadScanner heads;
  private final BodyScanner body = new BodyScanner();
  private final Held held = new Held();
  private final Deadline idle;

  private State state = State.IDLE;
  private @Nullable HttpDownstream client;
  private @Nullable HttpDownstream toFlush;
  private @Nullable RequestHead request;
  private boolean used;
  private boolean answered;
  private boolean keepsAlive;
  private boolean retired;
  private boolean closedInOrder;

  HttpUpstream(
      UpstreamChannel channel,
      LoopPool<HttpUpstream> pool,
      HttpSettings settings,
      Duration poolIdle) {
    this.channel = channel;
    this.pool = pool;
    this.settings = settings;
    this.poolIdle = poolIdle;
    this.heads = new HeadScanner(settings.limits());
    this.idle = Deadlines.of(channel.channel().eventLoop()).watch(this::retire);
    channel.lease().drainThrough(this);
    channel.channel().pipeline().addLast(this);
  }

  boolean fromMesh() {
    return channel.fromMesh();
  }

  @Override
  public int epoch() {
    return channel.epoch();
  }

  boolean isWritable() {
    return channel.channel().isWritable();
  }

  /// Takes over for a request of this client.
  void begin(HttpDownstream newClient, RequestHead newRequest) {
    idle.none();
    client = newClient;
    request = newRequest;
    answered = false;
    state = State.HEAD;
  }

  void write(ByteBuf bytes) {
    channel.channel().write(bytes, channel.channel().voidPromise());
  }

  void flush() {
    channel.channel().flush();
  }

  void pauseReading(boolean paused) {
    if (channel.channel().config().isAutoRead() == paused) {
      channel.channel().config().setAutoRead(!paused);
    }
  }

  /// The client has gone; what was asked for is of no use any more.
  void abandon() {
    client = null;
    toFlush = null;
    retire();
  }

  @Override
  public void retire() {
    retired = true;
    if (client == null) {
      channel.channel().close();
    }
  }

  @Override
  public void drain() {
    channel
        .channel()
        .eventLoop()
        .execute(
            () -> {
              pool.forget(this);
              retire();
            });
  }

  @Override
  public void finish() {
    drain();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (client == null) {
      // An answer nobody asked for: whatever follows could be taken for the next one.
      bytes.release();
      pool.forget(this);
      context.close();
      return;
    }
    answered = true;
    held.add(bytes, context.alloc());
    try {
      boolean more = true;
      while (more) {
        more = step();
      }
    } catch (MalformedMessageException e) {
      log.atWarn().addKeyValue("code", e.code()).log("upstream answered with malformed HTTP");
      fail(UpstreamFailure.MALFORMED);
    }
    held.trim();
  }

  private boolean step() {
    return switch (state) {
      case HEAD -> readHead();
      case BODY -> forwardBody();
      case IDLE, CLOSED -> false;
    };
  }

  private boolean readHead() {
    HttpDownstream to = client;
    RequestHead asked = request;
    if (held.isEmpty() || to == null || asked == null) {
      return false;
    }
    int length = heads.find(held.view());
    if (length < 0) {
      return false;
    }
    ResponseHead head = ResponseHead.read(held.view(), length, asked, settings.limits());
    toFlush = to;
    if (head.isInterim()) {
      to.interim(head);
      return true;
    }
    keepsAlive = head.keepsAlive();
    body.start(head.body());
    state = State.BODY;
    to.answerBegins(head);
    return true;
  }

  private boolean forwardBody() {
    HttpDownstream to = client;
    if (to == null) {
      return false;
    }
    if (!body.isComplete()) {
      int length = body.scan(held.view());
      if (length == 0) {
        return false;
      }
      toFlush = to;
      to.answerContinues(held.take(length));
    }
    if (body.isComplete()) {
      complete(to);
    }
    return state == State.BODY;
  }

  private void complete(HttpDownstream to) {
    client = null;
    request = null;
    used = true;
    boolean reusable =
        keepsAlive && !retired && to.requestIsComplete() && held.isEmpty() && !closedInOrder;
    if (reusable) {
      state = State.IDLE;
      held.release();
      pauseReading(false);
      idle.in(poolIdle);
      pool.put(this);
    } else {
      state = State.CLOSED;
      channel.channel().close();
    }
    to.answerEnds();
  }

  private void fail(UpstreamFailure failure) {
    HttpDownstream to = client;
    client = null;
    State before = state;
    state = State.CLOSED;
    pool.forget(this);
    channel.channel().close();
    if (to != null) {
      // A mesh peer may have been told to drain after the handshake and before our first request.
      boolean stale = (used || channel.fromMesh()) && !answered && before == State.HEAD;
      to.upstreamFailed(failure, stale);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    HttpDownstream to = toFlush;
    if (to != null) {
      toFlush = null;
      to.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (client != null && isWritable()) {
      client.upstreamWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closing && closing.isSuccess()) {
      closedInOrder = true;
      closedByUpstream();
    } else if (event instanceof ChannelInputShutdownEvent) {
      // Without a close_notify before it, a FIN on TLS may be an attacker's: it ends no message.
      closedInOrder |= !channel.fromMesh();
      closedByUpstream();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closedByUpstream();
    state = State.CLOSED;
    idle.forget();
    held.release();
  }

  private void closedByUpstream() {
    HttpDownstream to = client;
    if (to != null && state == State.BODY && closedInOrder && body.endsWithConnection()) {
      keepsAlive = false;
      complete(to);
    } else {
      fail(UpstreamFailure.CLOSED);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("upstream connection failed", cause);
    fail(UpstreamFailure.CLOSED);
  }

  /// Whether the body being read ends only with the connection; then a reset must be passed on as
  /// one.
  static boolean needsReset(ResponseHead head) {
    return head.body() instanceof BodyFraming.UntilClose;
  }
}
