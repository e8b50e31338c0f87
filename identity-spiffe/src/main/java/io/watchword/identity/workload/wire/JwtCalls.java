package io.watchword.identity.workload.wire;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc;
import io.spiffe.workloadapi.grpc.SpiffeWorkloadAPIGrpc.SpiffeWorkloadAPIStub;
import io.spiffe.workloadapi.grpc.Workload;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.jwt.JwtSvid;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `FetchJWTSVID` and `ValidateJWTSVID`, one question and one answer each. Futures complete on the
/// channel's thread, exceptionally with a [CallFailedException].
public final class JwtCalls {

  private JwtCalls() {}

  /// What the agent says of a token.
  ///
  /// @param id who it is
  /// @param claims what the agent shows of the token
  public record Judged(SpiffeId id, Map<String, @Nullable Object> claims) {}

  /// Asks for tokens.
  ///
  /// @param id for which identity; empty for each that this process has
  public static CompletableFuture<List<JwtSvid>> fetch(
      AgentChannel channel, Collection<String> audience, Optional<SpiffeId> id, Duration limit) {
    Workload.JWTSVIDRequest request =
        Workload.JWTSVIDRequest.newBuilder()
            .addAllAudience(audience)
            .setSpiffeId(id.map(SpiffeId::toString).orElse(""))
            .build();
    Answer<Workload.JWTSVIDResponse, List<JwtSvid>> answer =
        new Answer<>(response -> JwtMessages.svids(response, audience));
    stub(channel, limit).fetchJWTSVID(request, answer);
    return answer.future;
  }

  /// Asks the agent to judge a token.
  public static CompletableFuture<Judged> validate(
      AgentChannel channel, String audience, String token, Duration limit) {
    Workload.ValidateJWTSVIDRequest request =
        Workload.ValidateJWTSVIDRequest.newBuilder().setAudience(audience).setSvid(token).build();
    Answer<Workload.ValidateJWTSVIDResponse, Judged> answer =
        new Answer<>(
            response ->
                new Judged(
                    SpiffeId.parse(response.getSpiffeId()),
                    JwtMessages.values(response.getClaims())));
    stub(channel, limit).validateJWTSVID(request, answer);
    return answer.future;
  }

  private static SpiffeWorkloadAPIStub stub(AgentChannel channel, Duration limit) {
    channel.forgetFailures();
    return SpiffeWorkloadAPIGrpc.newStub(channel.channel())
        .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final class Answer<M, T> implements StreamObserver<M> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final Function<M, T> reader;

    Answer(Function<M, T> reader) {
      this.reader = reader;
    }

    @Override
    public void onNext(M message) {
      try {
        future.complete(reader.apply(message));
      } catch (IdentityException e) {
        future.completeExceptionally(
            new CallFailedException(
                new StreamEnd(StreamEnd.Kind.UNUSABLE_MESSAGE, e.getMessage())));
      }
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(
          new CallFailedException(StreamEnd.of(Status.fromThrowable(failure))));
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(
          new CallFailedException(
              new StreamEnd(StreamEnd.Kind.UNUSABLE_MESSAGE, "the agent gave no answer")));
    }
  }
}
