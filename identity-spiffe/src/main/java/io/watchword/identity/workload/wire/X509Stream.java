package io.watchword.identity.workload.wire;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc;
import io.spiffe.workloadapi.grpc.Workload;

/// One `FetchX509SVID` stream. Runs on the channel's thread.
public final class X509Stream {

  /// What a stream tells.
  public interface Listener {
    /// A message that could be read.
    void onUpdate(X509Update update);

    /// The stream is over; nothing follows.
    void onEnd(StreamEnd end);
  }

  private X509Stream() {}

  /// Opens the stream.
  public static void open(AgentChannel channel, Listener listener) {
    Context.CancellableContext context = Context.ROOT.withCancellation();
    context.run(
        () ->
            SpiffeWorkloadAPIGrpc.newStub(channel.channel())
                .fetchX509SVID(
                    Workload.X509SVIDRequest.getDefaultInstance(),
                    new Observer(context, listener)));
  }

  private static final class Observer implements StreamObserver<Workload.X509SVIDResponse> {
    private final Context.CancellableContext context;
    private final Listener listener;
    private boolean over;

    Observer(Context.CancellableContext context, Listener listener) {
      this.context = context;
      this.listener = listener;
    }

    @Override
    public void onNext(Workload.X509SVIDResponse response) {
      if (over) {
        return;
      }
      X509Update update;
      try {
        update = X509Messages.read(response);
      } catch (UnusableMessageException e) {
        end(new StreamEnd(StreamEnd.Kind.UNUSABLE_MESSAGE, e.getMessage()));
        return;
      }
      listener.onUpdate(update);
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      String why =
          status.getCode()
              + (status.getDescription() == null ? "" : ": " + status.getDescription());
      end(new StreamEnd(kind(status), why));
    }

    @Override
    public void onCompleted() {
      end(new StreamEnd(StreamEnd.Kind.CLOSED, "the agent closed the stream"));
    }

    private void end(StreamEnd end) {
      if (!over) {
        over = true;
        context.cancel(null);
        listener.onEnd(end);
      }
    }

    private static StreamEnd.Kind kind(Status status) {
      return switch (status.getCode()) {
        case INVALID_ARGUMENT -> StreamEnd.Kind.INVALID_ARGUMENT;
        case PERMISSION_DENIED -> StreamEnd.Kind.NO_IDENTITY;
        default -> StreamEnd.Kind.UNAVAILABLE;
      };
    }
  }
}
