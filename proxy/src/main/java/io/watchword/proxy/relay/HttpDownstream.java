package io.watchword.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.watchword.proxy.accept.Deadline;
import io.watchword.proxy.accept.Deadlines;
import io.watchword.proxy.observe.Drainable;
import io.watchword.proxy.protocol.BodyScanner;
import io.watchword.proxy.protocol.HeadScanner;
import io.watchword.proxy.protocol.MalformedMessageException;
import io.watchword.proxy.protocol.RequestHead;
import io.watchword.proxy.protocol.ResponseHead;
import io.watchword.proxy.route.HttpRoute;
import io.watchword.proxy.upstream.ConnectOutcome;
import io.watchword.proxy.upstream.LoopPool;
import io.watchword.proxy.upstream.UpstreamChannel;
import io.watchword.proxy.upstream.UpstreamFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP connection of a client: its requests one after the other, however many it sends ahead.
/// Runs on the connection's event loop; [#drain] and [#finish] may be called from anywhere.
///
/// Bytes of bodies are passed on as they come. What is written is flushed once per batch of reads:
/// by whoever ends the batch.
public final class HttpDownstream extends ChannelInboundHandlerAdapter implements Drainable {

  private static final Logger log = LoggerFactory.getLogger(HttpDownstream.class);

  // As much is held for a request that waits for its decision or its connection, or that was sent
  // ahead.
  private static final int MAX_HELD = 64 * 1024;
  private static final Duration LINGER = Duration.ofSeconds(2);

  // How long a connection that was told to end before its first request may still bring one: the
  // client has just made it in order to send it.
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(1);

  private enum State {
    /// Waits for the next head, or the rest of it.
    HEAD,
    /// Waits for the verdict.
    ROUTING,
    /// Waits for a connection to the upstream.
    CONNECTING,
    /// Request and answer under way.
    EXCHANGE,
    /// All is said; what still comes is dropped until the client closes.
    LINGERING,
    CLOSED
  }

  private final Channel channel;
  private final HttpJourney journey;
  private final HttpSettings settings;
  private final HeadScanner heads;
  private final BodyScanner body = new BodyScanner();
  private final Held held = new Held();
  private final Deadline deadline;

  private State state = State.HEAD;
  private @Nullable RequestHead request;
  private @Nullable HttpRoute<HttpUpstream> route;
  private @Nullable HttpUpstream upstream;
  private boolean headBegun;
  private boolean skippedEmptyLine;
  private boolean retried;
  private boolean answerBegun;
  private boolean closesAfterAnswer;
  private boolean needsReset;
  private boolean draining;
  private boolean answered;
  private boolean firstAwaited;
  private boolean inputClosed;
  private boolean unreadInput;
  private boolean processing;
  private boolean inBatch;
  private int status;
  private long startedAt;

  private HttpDownstream(Channel channel, HttpJourney journey, HttpSettings settings) {
    this.channel = channel;
    this.journey = journey;
    this.settings = settings;
    this.heads = new HeadScanner(settings.limits());
    this.deadline = Deadlines.of(channel.eventLoop()).watch(this::deadlineMissed);
    deadline.in(settings.timeouts().idle());
  }

  /// Serves the requests of this channel from now on; called on its event loop.
  public static HttpDownstream start(Channel channel, HttpJourney journey, HttpSettings settings) {
    HttpDownstream downstream = new HttpDownstream(channel, journey, settings);
    channel.pipeline().addLast(downstream);
    return downstream;
  }

  /// The same for a channel that is to end with its first answer.
  public static void answerOnce(Channel channel, HttpJourney journey, HttpSettings settings) {
    HttpDownstream downstream = new HttpDownstream(channel, journey, settings);
    downstream.draining = true;
    channel.pipeline().addLast(downstream);
  }

  // ---- the request ----

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    inBatch = true;
    if (state == State.LINGERING || state == State.CLOSED) {
      bytes.release();
      return;
    }
    settings.metrics().received(bytes.readableBytes());
    held.add(bytes, context.alloc());
    process();
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      boolean more = true;
      while (more) {
        more = step();
      }
    } catch (MalformedMessageException e) {
      malformed(e);
    } finally {
      processing = false;
    }
    held.trim();
    adjustReading();
  }

  private boolean step() {
    return switch (state) {
      case HEAD -> readHead();
      case EXCHANGE -> forwardBody();
      case ROUTING, CONNECTING, LINGERING, CLOSED -> false;
    };
  }

  private boolean readHead() {
    if (held.isEmpty()) {
      return false;
    }
    if (!headBegun) {
      headBegun = true;
      deadline.in(settings.timeouts().header());
    }
    if (!skippedEmptyLine && startsWithEmptyLine()) {
      // Some clients end a body with a line that belongs to nothing; RFC 9112 §2.2 asks to overlook
      // one.
      held.view().skipBytes(2);
      skippedEmptyLine = true;
      return true;
    }
    int length = heads.find(held.view());
    if (length < 0) {
      return false;
    }
    RequestHead head = RequestHead.read(held.view(), length, settings.limits());
    request = head;
    body.start(head.body());
    startedAt = settings.ticker().nanoTime();
    state = State.ROUTING;
    deadline.in(settings.timeouts().answer());
    journey.route(head, this::routed);
    return true;
  }

  private boolean startsWithEmptyLine() {
    ByteBuf view = held.view();
    return view.readableBytes() >= 2
        && view.getByte(view.readerIndex()) == '\r'
        && view.getByte(view.readerIndex() + 1) == '\n';
  }

  private void routed(Routing routing) {
    if (state != State.ROUTING) {
      return;
    }
    switch (routing) {
      case Routing.Forward(HttpRoute<HttpUpstream> to) -> {
        route = to;
        connect(to);
      }
      case Routing.Denied(String decisionId) -> answer(LocalAnswer.denied(decisionId));
      case Routing.Unavailable(UpstreamFailure failure) -> answer(LocalAnswer.unavailable(failure));
    }
    process();
  }

  private void connect(HttpRoute<HttpUpstream> to) {
    state = State.CONNECTING;
    LoopPool<HttpUpstream> pool = to.upstream().pool(channel.eventLoop());
    HttpUpstream pooled = retried ? null : pool.take();
    if (pooled != null) {
      exchange(to, pooled);
      return;
    }
    to.upstream()
        .connect(
            channel.eventLoop(),
            new ConnectOutcome() {
              @Override
              public void connected(UpstreamChannel made) {
                HttpUpstream fresh =
                    new HttpUpstream(
                        made,
                        pool,
                        settings,
                        made.fromMesh()
                            ? settings.timeouts().meshPoolIdle()
                            : settings.timeouts().poolIdle());
                if (state == State.CONNECTING) {
                  exchange(to, fresh);
                  process();
                } else {
                  fresh.retire();
                }
              }

              @Override
              public void failed(UpstreamFailure failure) {
                if (state == State.CONNECTING) {
                  answer(LocalAnswer.unavailable(failure));
                  process();
                }
              }
            });
  }

  private void exchange(HttpRoute<HttpUpstream> to, HttpUpstream connection) {
    RequestHead head = to.head();
    upstream = connection;
    state = State.EXCHANGE;
    answerBegun = false;
    deadline.in(body.isComplete() ? settings.timeouts().answer() : settings.timeouts().progress());
    connection.begin(this, head);
    ByteBuf out = channel.alloc().buffer(512);
    head.writeTo(out, to.addedFields());
    connection.write(out);
    if (!inBatch) {
      connection.flush();
    }
  }

  private boolean forwardBody() {
    HttpUpstream to = upstream;
    if (to == null || body.isComplete() || held.isEmpty()) {
      return false;
    }
    int length = body.scan(held.view());
    if (length > 0) {
      to.write(held.take(length));
      if (!answerBegun) {
        deadline.in(
            body.isComplete() ? settings.timeouts().answer() : settings.timeouts().progress());
      }
      if (!inBatch) {
        to.flush();
      }
    }
    return false;
  }

  boolean requestIsComplete() {
    return body.isComplete();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    inBatch = false;
    HttpUpstream to = upstream;
    if (to != null) {
      to.flush();
    }
    context.flush();
  }

  // ---- the answer ----

  void interim(ResponseHead head) {
    if (request != null && !request.isHttp10()) {
      ByteBuf out = channel.alloc().buffer(128);
      head.writeTo(out, upstream != null && upstream.fromMesh(), false);
      write(out);
    }
  }

  void answerBegins(ResponseHead head) {
    answerBegun = true;
    status = head.status();
    needsReset = HttpUpstream.needsReset(head);
    closesAfterAnswer =
        draining
            || inputClosed
            || needsReset
            || !body.isComplete()
            || (request != null && !request.keepsAlive());
    deadline.in(settings.timeouts().progress());
    ByteBuf out = channel.alloc().buffer(512);
    head.writeTo(out, upstream != null && upstream.fromMesh(), closesAfterAnswer);
    write(out);
  }

  void answerContinues(ByteBuf bytes) {
    deadline.in(settings.timeouts().progress());
    settings.metrics().sent(bytes.readableBytes());
    write(bytes);
    if (!channel.isWritable() && upstream != null) {
      upstream.pauseReading(true);
    }
  }

  void answerEnds() {
    upstream = null;
    settings.metrics().answered(status, settings.ticker().nanoTime() - startedAt);
    next(closesAfterAnswer);
    process();
  }

  /// The upstream is gone before its answer was complete.
  ///
  /// @param stale it had waited in the pool and had not begun to answer, so most likely it had
  ///   closed before we asked
  void upstreamFailed(UpstreamFailure failure, boolean stale) {
    upstream = null;
    RequestHead head = request;
    HttpRoute<HttpUpstream> to = route;
    if (state != State.EXCHANGE || head == null || to == null) {
      return;
    }
    if (!answerBegun && stale && !retried && head.isRepeatable()) {
      retried = true;
      connect(to);
    } else if (answerBegun) {
      abort();
    } else {
      answer(LocalAnswer.unavailable(failure));
    }
    process();
  }

  private void answer(LocalAnswer answer) {
    boolean close =
        draining || inputClosed || !body.isComplete() || request == null || !request.keepsAlive();
    boolean head = request != null && request.isHead();
    settings.metrics().answered(answer.status(), settings.ticker().nanoTime() - startedAt);
    write(answer.write(channel.alloc(), head, close));
    next(close);
  }

  private void next(boolean close) {
    answered = true;
    request = null;
    route = null;
    retried = false;
    answerBegun = false;
    headBegun = false;
    skippedEmptyLine = false;
    if (close) {
      linger();
    } else {
      state = State.HEAD;
      deadline.in(settings.timeouts().idle());
      if (inputClosed || (draining && held.isEmpty())) {
        linger();
      }
    }
    if (!inBatch) {
      channel.flush();
    }
  }

  private void malformed(MalformedMessageException e) {
    log.atDebug().addKeyValue("code", e.code()).log("request refused");
    HttpUpstream to = upstream;
    upstream = null;
    if (to != null) {
      to.abandon();
    }
    if (answerBegun) {
      abort();
      return;
    }
    unreadInput = true;
    request = null;
    startedAt = state == State.HEAD ? settings.ticker().nanoTime() : startedAt;
    answer(LocalAnswer.refused(e.status(), e.code()));
  }

  private void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  // ---- back-pressure ----

  private void adjustReading() {
    boolean pause =
        held.size() >= MAX_HELD
            || (state == State.EXCHANGE
                && !body.isComplete()
                && upstream != null
                && !upstream.isWritable());
    if (channel.config().isAutoRead() == pause) {
      channel.config().setAutoRead(!pause);
    }
  }

  void upstreamWritable() {
    deadline.in(settings.timeouts().progress());
    process();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (upstream != null && channel.isWritable()) {
      deadline.in(settings.timeouts().progress());
      upstream.pauseReading(false);
    }
  }

  // ---- the end ----

  private void linger() {
    boolean unread = unreadInput || !body.isComplete() || !held.isEmpty();
    held.release();
    state = State.LINGERING;
    deadline.in(LINGER);
    if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
    // Closing with unread bytes in the socket would reset the connection and could destroy the
    // answer on its way, so the
    // client closes first, or has two seconds to.
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (inputClosed || !unread) {
                channel.close();
              } else if (channel.pipeline().get(SslHandler.class) == null) {
                ((DuplexChannel) channel).shutdownOutput();
              }
            });
  }

  private void abort() {
    HttpUpstream to = upstream;
    upstream = null;
    if (to != null) {
      to.abandon();
    }
    state = State.CLOSED;
    if (needsReset) {
      // The end of the connection is the end of this body: only a reset says that it is cut.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.close();
  }

  private void deadlineMissed() {
    switch (state) {
      case HEAD -> {
        if (headBegun) {
          request = null;
          startedAt = settings.ticker().nanoTime();
          answer(LocalAnswer.refused(408, "header-timeout"));
        } else {
          channel.close();
        }
      }
      case ROUTING, CONNECTING -> answer(LocalAnswer.unavailable(UpstreamFailure.TIMEOUT));
      case EXCHANGE -> {
        if (answerBegun) {
          abort();
          return;
        }
        HttpUpstream to = upstream;
        upstream = null;
        boolean clientIsSlow = !body.isComplete() && to != null && to.isWritable();
        if (to != null) {
          to.abandon();
        }
        answer(
            clientIsSlow
                ? LocalAnswer.refused(408, "body-timeout")
                : LocalAnswer.unavailable(UpstreamFailure.TIMEOUT));
      }
      case LINGERING, CLOSED -> channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      // After the client's close_notify the library writes no more: the answer cannot be delivered.
      channel.close();
    } else if (event instanceof ChannelInputShutdownEvent) {
      inputClosed = true;
      inputEnded();
    }
  }

  private void inputEnded() {
    switch (state) {
      case HEAD, LINGERING, CLOSED -> channel.close();
      case ROUTING, CONNECTING, EXCHANGE -> {
        if (!body.isComplete()) {
          abort();
        }
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.CLOSED;
    deadline.forget();
    held.release();
    HttpUpstream to = upstream;
    upstream = null;
    if (to != null) {
      to.abandon();
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("client connection failed", cause);
    context.close();
  }

  @Override
  public void drain() {
    channel.eventLoop().execute(() -> draining = true);
  }

  @Override
  public void finish() {
    channel
        .eventLoop()
        .execute(
            () -> {
              draining = true;
              if (state != State.HEAD || headBegun) {
                return;
              }
              if (answered) {
                channel.close();
              } else if (!firstAwaited) {
                firstAwaited = true;
                deadline.in(FIRST_REQUEST);
              }
            });
  }
}
