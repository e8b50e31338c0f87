package io.watchword.authz.decision.opa;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.RequestFacts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks an OPA for each decision: `POST /v1/data/PATH` with the facts as `input`, over connections
/// that are kept. Fails closed: no answer, a late one or one that is not understood denies.
///
/// Thread-safe. Facts are read on the caller's thread; decisions complete on threads of the HTTP
/// client.
public final class OpaRestDecisionPoint implements DecisionPoint, AutoCloseable {

  private static final long MAX_ANSWER_BYTES = 1 << 20;

  private final OpaRestConfig config;
  private final HttpClient client;

  private OpaRestDecisionPoint(OpaRestConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.timeout())
            .build();
  }

  /// A decision point on the OPA that `config` names. It need not be there yet: until then all is
  /// denied.
  public static OpaRestDecisionPoint connect(OpaRestConfig config) {
    return new OpaRestDecisionPoint(config);
  }

  /// Where `config` names no connection policy that speaks about HTTP, each request is decided
  /// instead.
  @Override
  public CompletionStage<Decision> decide(ConnectionFacts facts) {
    var undefined =
        facts.protocol().equals("http") ? OpaAnswer.Undefined.ALLOWS : OpaAnswer.Undefined.FAILS;
    return ask(
        new Question(config.connectionUrl(), config.connection(), undefined),
        () -> OpaInput.of(facts));
  }

  @Override
  public CompletionStage<Decision> decide(RequestFacts facts) {
    return ask(
        new Question(config.requestUrl(), config.request(), OpaAnswer.Undefined.FAILS),
        () -> OpaInput.of(facts));
  }

  /// Empty: what OPA has loaded is its own affair.
  @Override
  public String policyDigest() {
    return "";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private record Question(URI url, String path, OpaAnswer.Undefined undefined) {}

  private CompletionStage<Decision> ask(Question question, Supplier<byte[]> input) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(question.url())
              .header("Content-Type", "application/json")
              .timeout(config.timeout())
              .POST(HttpRequest.BodyPublishers.ofByteArray(input.get()))
              .build();
      return send(request)
          // A connection that OPA closed while it was idle: the question changes nothing, so ask
          // once more.
          .exceptionallyCompose(
              failure ->
                  isLostConnection(failure)
                      ? send(request)
                      : CompletableFuture.failedFuture(failure))
          // Over the whole answer; the request's own timeout ends with the first header.
          .orTimeout(config.timeout().toNanos(), TimeUnit.NANOSECONDS)
          .handle((response, failure) -> decision(question, response, failure));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(
          OpaAnswer.failed(question.path(), "could not be asked: " + e.getMessage()));
    }
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    return client.sendAsync(
        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
  }

  private Decision decision(
      Question question, @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
    if (response == null) {
      return OpaAnswer.failed(
          question.path(), failure == null ? "did not answer" : problem(unwrapped(failure)));
    }
    return OpaAnswer.of(
        response.statusCode(), response.body(), question.path(), question.undefined());
  }

  private String problem(Throwable failure) {
    if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) {
      return "did not answer within " + config.timeout().toMillis() + " ms";
    }
    if (failure instanceof ConnectException) {
      return "could not be asked: `" + config.url() + "` refuses connections";
    }
    return "could not be asked: " + failure.getMessage();
  }

  private static boolean isLostConnection(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return cause instanceof IOException
        && !(cause instanceof HttpTimeoutException)
        && !(cause instanceof ConnectException);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
