package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BoundedCache;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;

/// Sends requests, follows redirects, tries again. Thread-safe; blocks its caller, no longer than
/// the evaluation has time.
final class Transport {

  /// An answer's body, at most.
  static final long LONGEST_BODY = 16 << 20;

  private static final int MOST_REDIRECTS = 10;
  private static final Duration FIRST_DELAY = Duration.ofMillis(100);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);
  private static final Set<String> OWN_HEADERS =
      Set.of("Connection", "Content-Length", "Expect", "Upgrade", "Transfer-Encoding");
  private static final Set<String> SECRET_HEADERS =
      Set.of("Authorization", "Www-Authenticate", "Cookie", "Cookie2");
  // Clients keep connections and threads: one for each way of TLS, the least used are dropped.
  private static final BoundedCache<TlsOptions, HttpClient> CLIENTS =
      new BoundedCache<>(16, client -> 1);

  static {
    // The platform refuses the header otherwise; read once, before its first client is made.
    if (System.getProperty("jdk.httpclient.allowRestrictedHeaders") == null) {
      System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }
  }

  private final BuiltinContext context;
  private final HostGuard guard;

  Transport(BuiltinContext context) {
    this.context = context;
    this.guard = new HostGuard(context.settings().allowNet());
  }

  /// Refuses a host that may not be reached.
  void checkHost(SendRequest request) {
    guard.check(uri(request.url()));
  }

  /// The answer, after as many attempts as the request allows.
  ///
  /// @param extra headers on top of the request's
  Answer send(SendRequest request, Map<String, String> extra) {
    URI uri = uri(request.url());
    guard.check(uri);
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.putAll(extra);
    for (int attempt = 0; ; attempt++) {
      try {
        return follow(request, uri, headers);
      } catch (NetworkFailedException failed) {
        if (attempt >= request.retries()) {
          throw failed;
        }
        pause(attempt);
      }
    }
  }

  private static URI uri(String url) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme());
      if (scheme.equals("http") || scheme.equals("https")) {
        return uri;
      }
      throw new NetworkFailedException(
          "GET",
          url,
          "unsupported protocol scheme \"" + (uri.getScheme() == null ? "" : scheme) + "\"",
          false);
    } catch (URISyntaxException malformed) {
      throw new BuiltinFailedException("parse \"" + url + "\": " + malformed.getReason());
    }
  }

  private void pause(int attempt) {
    long delay = Math.min(FIRST_DELAY.toNanos() << Math.min(attempt, 20), LONGEST_DELAY.toNanos());
    if (delay >= context.remainingNanos()) {
      throw outOfTime();
    }
    try {
      TimeUnit.NANOSECONDS.sleep(delay);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw outOfTime();
    }
  }

  private static BuiltinFailedException outOfTime() {
    return new BuiltinFailedException(
        BuiltinFailedException.Kind.HALT, "timed out (context deadline exceeded)");
  }

  private Answer follow(SendRequest request, URI first, Map<String, String> headers) {
    long deadline = System.nanoTime() + request.timeout().toNanos();
    Step step = new Step(request.method(), first, headers, request.body());
    for (int hop = 0; ; hop++) {
      Answer answer = exchange(request, step, deadline);
      String location = answer.header("location");
      if (!request.followRedirects() || !isRedirect(answer.status()) || location.isEmpty()) {
        return answer;
      }
      if (hop == MOST_REDIRECTS) {
        throw new NetworkFailedException(
            step.method(),
            step.uri().toString(),
            "stopped after " + MOST_REDIRECTS + " redirects",
            false);
      }
      step = step.redirected(answer.status(), location);
      checkRedirect(step);
    }
  }

  private void checkRedirect(Step step) {
    try {
      guard.check(step.uri());
    } catch (BuiltinFailedException disallowed) {
      throw new NetworkFailedException(
          step.method(), step.uri().toString(), String.valueOf(disallowed.getMessage()), false);
    }
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /// One request of a chain of redirects.
  private record Step(String method, URI uri, Map<String, String> headers, byte[] body) {

    Step redirected(int status, String location) {
      URI next;
      try {
        next = uri.resolve(new URI(location));
      } catch (URISyntaxException | IllegalArgumentException malformed) {
        throw new NetworkFailedException(
            method, uri.toString(), "failed to parse Location header \"" + location + "\"", false);
      }
      if (!"http".equals(next.getScheme()) && !"https".equals(next.getScheme())) {
        throw new NetworkFailedException(
            method,
            next.toString(),
            "unsupported protocol scheme \"" + next.getScheme() + "\"",
            false);
      }
      boolean same = status == 307 || status == 308;
      Map<String, String> kept = new HashMap<>(headers);
      if (!isSameOrBelow(next)) {
        kept.keySet().removeAll(SECRET_HEADERS);
      }
      if (next.getHost() == null || !next.getHost().equals(uri.getHost())) {
        kept.remove("Host");
      }
      String then = same || method.equals("HEAD") ? method : "GET";
      return new Step(then, next, kept, same ? body : new byte[0]);
    }

    // Secrets go to the same host and to those below it, as Go has it.
    private boolean isSameOrBelow(URI next) {
      String host = String.valueOf(uri.getHost());
      String other = String.valueOf(next.getHost());
      return other.equals(host) || other.endsWith("." + host);
    }
  }

  private Answer exchange(SendRequest request, Step step, long deadline) {
    TlsOptions tls = request.tls();
    String host = step.headers().get("Host");
    if (host != null) {
      tls = tls.orServerName(host);
    }
    HttpClient client = client(tls);
    HttpRequest message = message(step);
    long left = Math.min(deadline - System.nanoTime(), context.remainingNanos());
    CompletableFuture<HttpResponse<byte[]>> pending =
        client.sendAsync(
            message,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), LONGEST_BODY));
    try {
      HttpResponse<byte[]> response = pending.get(Math.max(left, 1), TimeUnit.NANOSECONDS);
      return new Answer(response.statusCode(), lowerCase(response.headers()), response.body());
    } catch (TimeoutException late) {
      pending.cancel(true);
      if (context.remainingNanos() <= 0) {
        throw outOfTime();
      }
      throw new NetworkFailedException(
          step.method(),
          step.uri().toString(),
          "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
          true);
    } catch (InterruptedException interrupted) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw outOfTime();
    } catch (ExecutionException failed) {
      throw new NetworkFailedException(
          step.method(), step.uri().toString(), reason(failed, step.uri()), false);
    }
  }

  private static String reason(ExecutionException failed, URI uri) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case java.nio.channels.UnresolvedAddressException unknown ->
          "dial tcp: lookup " + uri.getHost() + ": no such host";
      case java.net.ConnectException refused ->
          "dial tcp " + address(uri) + ": connect: connection refused";
      case java.nio.channels.ClosedChannelException refused ->
          "dial tcp " + address(uri) + ": connect: connection refused";
      case IOException io when io.getMessage() != null -> io.getMessage();
      default -> String.valueOf(cause.getMessage());
    };
  }

  private static String address(URI uri) {
    int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    try {
      return java.net.InetAddress.getByName(uri.getHost()).getHostAddress() + ":" + port;
    } catch (java.net.UnknownHostException unknown) {
      return uri.getHost() + ":" + port;
    }
  }

  private static Map<String, List<String>> lowerCase(HttpHeaders headers) {
    Map<String, List<String>> all = new TreeMap<>();
    headers
        .map()
        .forEach((name, values) -> all.put(name.toLowerCase(java.util.Locale.ROOT), values));
    all.keySet().removeIf(name -> name.startsWith(":"));
    return all;
  }

  private static HttpRequest message(Step step) {
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(step.uri())
              .version(HttpClient.Version.HTTP_1_1)
              .method(
                  step.method(),
                  step.body().length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(step.body()));
      step.headers()
          .forEach(
              (name, value) -> {
                if (!OWN_HEADERS.contains(name)) {
                  builder.header(name, value);
                }
              });
      return builder.build();
    } catch (IllegalArgumentException malformed) {
      throw new BuiltinFailedException(String.valueOf(malformed.getMessage()));
    }
  }

  private HttpClient client(TlsOptions options) {
    HttpClient known = CLIENTS.get(options);
    if (known != null) {
      return known;
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (!options.equals(TlsOptions.STANDARD)) {
      builder.sslContext(TlsContexts.of(options, context.settings().runtime()));
      builder.sslParameters(new SSLParameters());
    }
    HttpClient client = builder.build();
    // Files and variables may change: such clients are made anew.
    if (options.isSelfContained()) {
      CLIENTS.put(options, client);
    }
    return client;
  }
}
