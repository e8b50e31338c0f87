package io.watchword.identity.workload.wire;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIStub;
import io.spiffe.workloadapi.grpc.Workload;
import java.util.function.Function;

/// One stream of the Workload API. Runs on the channel's thread.
///
/// @param <U> what a message is read into
@FunctionalInterface
public interface UpdateStream<U> {

  /// Opens the stream.
  void open(AgentChannel channel, UpdateListener<U> listener);

  /// `FetchX509SVID`: identities, bundles and revocation lists.
  static UpdateStream<X509Update> x509() {
    return (channel, listener) ->
        start(
            channel,
            (stub, observer) ->
                stub.fetchX509SVID(Workload.X509SVIDRequest.getDefaultInstance(), observer),
            X509Messages::read,
            listener);
  }

  /// `FetchJWTBundles`: the keys of JWT-SVIDs.
  static UpdateStream<io.watchword.identity.bundle.JwtBundles> jwtBundles() {
    return (channel, listener) ->
        start(
            channel,
            (stub, observer) ->
                stub.fetchJWTBundles(Workload.JWTBundlesRequest.getDefaultInstance(), observer),
            JwtMessages::bundles,
            listener);
  }

  private static <M, U> void start(
      AgentChannel channel, Call<M> call, Function<M, U> reader, UpdateListener<U> listener) {
    Context.CancellableContext context = Context.ROOT.withCancellation();
    context.run(
        () ->
            call.start(
                SpiffeWorkloadAPIGrpc.newStub(channel.channel()),
                new Observer<>(context, reader, listener)));
  }

  /// How a stream is asked for.
  ///
  /// @param <M> its messages
  interface Call<M> {
    /// Asks.
    void start(SpiffeWorkloadAPIStub stub, StreamObserver<M> observer);
  }

  /// Reads messages and ends the stream at the first that cannot be used (WA-11).
  ///
  /// @param <M> messages
  /// @param <U> what they are read into
  final class Observer<M, U> implements StreamObserver<M> {
    private final Context.CancellableContext context;
    private final Function<M, U> reader;
    private final UpdateListener<U> listener;
    private boolean over;

    private Observer(
        Context.CancellableContext context, Function<M, U> reader, UpdateListener<U> listener) {
      this.context = context;
      this.reader = reader;
      this.listener = listener;
    }

    @Override
    public void onNext(M message) {
      if (over) {
        return;
      }
      U update;
      try {
        update = reader.apply(message);
      } catch (UnusableMessageException e) {
        end(new StreamEnd(StreamEnd.Kind.UNUSABLE_MESSAGE, e.getMessage()));
        return;
      }
      listener.onUpdate(update);
    }

    @Override
    public void onError(Throwable failure) {
      end(StreamEnd.of(Status.fromThrowable(failure)));
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
  }
}
