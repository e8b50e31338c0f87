package io.watchword.bundles.download;

import io.watchword.bundles.mtls.ExpectedPeer;
import io.watchword.bundles.mtls.MeshTls;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks the bundle server for news for as long as it is open: one request after the other, each
/// held by the server until there is something new. A new SVID or new trust ends a request or a
/// pause and starts over at once with the new identity.
///
/// Runs on a virtual thread of its own, which also calls the listener. Its public methods may be
/// called from any thread.
public final class BundleDownloader implements AutoCloseable {

  /// What servers that can hold a request answer with, as OPA defines it.
  private static final String LONG_POLLING_TYPE = "application/vnd.openpolicyagent.bundles";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// What an attempt came to, and how long to pause after it.
  private record Outcome(Duration pause) {
    static final Outcome AT_ONCE = new Outcome(Duration.ZERO);
  }

  private record Connection(X509Context context, HttpClient client) {}

  private final DownloadSettings settings;
  private final X509Source source;
  private final Function<X509Context, X509Svid> identity;
  private final DownloadListener listener;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Thread thread;
  private volatile CompletableFuture<Void> wake = new CompletableFuture<>();
  private volatile boolean closed;
  private @Nullable Connection connection;
  private Optional<String> etag;

  private BundleDownloader(
      DownloadSettings settings, Identity identity, Optional<String> digest, Outside outside) {
    this.settings = settings;
    this.source = identity.source();
    this.identity = identity.choice();
    this.listener = outside.listener();
    this.clock = outside.clock();
    this.etag = digest.map(known -> '"' + known + '"');
    this.backoff = new Backoff(settings.minBackoff(), settings.maxBackoff(), outside.random());
    this.thread = Thread.ofVirtual().name("bundle-downloader").unstarted(this::run);
  }

  /// Who we are to the server.
  ///
  /// @param choice which of our SVIDs to present
  public record Identity(X509Source source, Function<X509Context, X509Svid> choice) {

    /// The default SVID.
    public static Identity of(X509Source source) {
      return new Identity(source, X509Context::defaultSvid);
    }
  }

  /// What comes in from outside.
  public record Outside(DownloadListener listener, InstantSource clock, RandomGenerator random) {}

  /// Starts asking.
  ///
  /// @param digest of the bundle already in force; the server then answers only with another one
  public static BundleDownloader start(
      DownloadSettings settings, Identity identity, Optional<String> digest, Outside outside) {
    var downloader = new BundleDownloader(settings, identity, digest, outside);
    downloader.source.onChange(context -> downloader.refresh());
    downloader.thread.start();
    return downloader;
  }

  /// Ends the current request or pause and asks at once.
  public void refresh() {
    wake.complete(null);
  }

  /// Ends the current request and the thread. The listener hears nothing more once this has
  /// returned.
  @Override
  public void close() {
    closed = true;
    refresh();
    if (Thread.currentThread().equals(thread)) return;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      // Before anything is read: a change from here on completes this signal.
      var signal = new CompletableFuture<Void>();
      wake = signal;
      if (closed) break;
      pause(attempt(signal).pause(), signal);
    }
    if (connection != null) connection.client().shutdownNow();
  }

  private Outcome attempt(CompletableFuture<Void> signal) {
    try {
      HttpClient client = client();
      var call =
          client.sendAsync(
              request(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.maxBytes()));
      CompletableFuture.anyOf(call, signal)
          .get(settings.hold().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
      if (!call.isDone()) {
        call.cancel(true);
        return Outcome.AT_ONCE;
      }
      return answer(call.get());
    } catch (NoIdentityException e) {
      return failed("bundles/no-identity", "there is no SVID to present: " + e.getMessage());
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      return failed("bundles/unreachable", "`" + settings.url() + "` did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return Outcome.AT_ONCE;
    }
  }

  /// One client per identity: its connections and sessions end with it.
  private HttpClient client() {
    X509Context context = source.current();
    Connection current = connection;
    if (current != null && current.context().equals(context)) return current.client();
    X509Svid svid = identity.apply(context);
    ExpectedPeer server =
        settings
            .server()
            .<ExpectedPeer>map(ExpectedPeer.Exactly::new)
            .orElseGet(() -> new ExpectedPeer.MemberOf(svid.id().trustDomain()));
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(MeshTls.context(svid, context::bundles, server, clock))
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    if (current != null) current.client().shutdownNow();
    connection = new Connection(context, client);
    return client;
  }

  private HttpRequest request() {
    var request =
        HttpRequest.newBuilder(settings.url())
            .header("Prefer", "modes=snapshot;wait=" + settings.hold().toSeconds())
            .timeout(settings.hold().plus(GRACE))
            .GET();
    etag.ifPresent(known -> request.header("If-None-Match", known));
    return request.build();
  }

  private Outcome answer(HttpResponse<byte[]> response) {
    if (response.statusCode() == 304) {
      backoff.reset();
      listener.onUnchanged();
      return next(response);
    }
    if (response.statusCode() != 200) {
      return failed(
          "bundles/download",
          "`" + settings.url() + "` answered " + response.statusCode() + " (expected: 200 or 304)");
    }
    if (!accepts(response.body())) return new Outcome(backoff.afterFailure());
    backoff.reset();
    etag = response.headers().firstValue("ETag");
    return next(response);
  }

  private boolean accepts(byte[] archive) {
    try {
      return listener.onBundle(archive);
    } catch (RuntimeException e) {
      listener.onFailure(
          "bundles/activation", String.valueOf(e.getMessage()), settings.minBackoff());
      return false;
    }
  }

  private Outcome next(HttpResponse<byte[]> response) {
    boolean holdsRequests =
        response.headers().firstValue("Content-Type").filter(LONG_POLLING_TYPE::equals).isPresent();
    return holdsRequests && etag.isPresent()
        ? Outcome.AT_ONCE
        : new Outcome(backoff.jittered(settings.pollInterval()));
  }

  private Outcome failed(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof CertificateException) {
        return failed("bundles/server-identity", String.valueOf(at.getMessage()));
      }
    }
    return failed(
        "bundles/unreachable",
        "`" + settings.url() + "`: " + (cause instanceof IOException ? cause.getMessage() : cause));
  }

  private Outcome failed(String code, String why) {
    Duration pause = backoff.afterFailure();
    listener.onFailure(code, why, pause);
    return new Outcome(pause);
  }

  private static void pause(Duration pause, CompletableFuture<Void> signal) {
    if (pause.isZero()) return;
    try {
      signal.get(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // The pause is over.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
