package io.watchword.ca.vault;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// An HTTP client that reads its own writes from a cluster: it tells each node what state it has
/// seen last (`X-Vault-Index`), and asks again while a node that lags behind answers 412.
/// Thread-safe.
final class ConsistentHttp extends HttpClient {
  private static final String INDEX = "X-Vault-Index";
  private static final int BEHIND = 412;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpClient http;
  private final Duration patience;
  private volatile String index = "";

  /// @param patience how long a node that lags behind is asked again
  ConsistentHttp(HttpClient http, Duration patience) {
    this.http = http;
    this.patience = patience;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    HttpResponse<T> response = http.send(indexed(request), handler);
    while (response.statusCode() == BEHIND && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE);
      response = http.send(indexed(request), handler);
    }
    response.headers().firstValue(INDEX).ifPresent(seen -> index = seen);
    return response;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return http.sendAsync(indexed(request), handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    return http.sendAsync(indexed(request), handler, pushes);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return http.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return http.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return http.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return http.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return http.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return http.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return http.authenticator();
  }

  @Override
  public Version version() {
    return http.version();
  }

  @Override
  public Optional<Executor> executor() {
    return http.executor();
  }

  @Override
  public void shutdown() {
    http.shutdown();
  }

  @Override
  public void shutdownNow() {
    http.shutdownNow();
  }

  @Override
  public boolean isTerminated() {
    return http.isTerminated();
  }

  @Override
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    return http.awaitTermination(duration);
  }

  private HttpRequest indexed(HttpRequest request) {
    String seen = index;
    return seen.isEmpty()
        ? request
        : HttpRequest.newBuilder(request, (name, value) -> true).setHeader(INDEX, seen).build();
  }
}
