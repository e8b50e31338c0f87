package io.watchword.agent.workload.wire;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// All streams that are told of changes, whatever they serve. Thread-safe.
public final class OpenStreams {

  private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();

  /// Begins to tell `stream`, now and at each change, until its client has gone.
  ///
  /// @param gone run once it has
  public void open(ServerCallStreamObserver<?> client, OpenStream stream, Runnable gone) {
    Runnable leave =
        () -> {
          stream.left();
          if (streams.remove(stream)) {
            gone.run();
          }
        };
    client.setOnCancelHandler(leave);
    client.setOnCloseHandler(leave);
    client.setOnReadyHandler(stream::refresh);
    streams.add(stream);
    stream.refresh();
  }

  /// Something changed: every open stream gets its new state.
  public void refresh() {
    streams.forEach(OpenStream::refresh);
  }

  /// Ends those that are about somebody who has gone.
  public void endThoseOver() {
    streams.forEach(OpenStream::endIfOver);
  }

  /// Ends all streams; clients come back.
  public void endAll() {
    streams.forEach(
        stream -> stream.end(Status.UNAVAILABLE.withDescription("the agent is stopping")));
  }

  /// Streams open now.
  public int count() {
    return streams.size();
  }

  /// Selectors of those who have one open.
  public Collection<Set<String>> inUse() {
    return streams.stream().map(OpenStream::selectors).collect(Collectors.toSet());
  }
}
