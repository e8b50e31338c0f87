package io.watchword.authz.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.micrometer.core.instrument.MeterRegistry;
import io.watchword.bundles.build.SignedBundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests for the bundle as OPA's bundle protocol has it: `ETag`, `If-None-Match`, and
/// `Prefer: wait=N` to be answered as soon as there is another bundle. Thread-safe.
final class BundleRequests {

  private static final Logger log = LoggerFactory.getLogger(BundleRequests.class);

  /// Tells clients that requests may wait here.
  private static final String TYPE = "application/vnd.openpolicyagent.bundles";

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final int MOST_WAITING = 20_000;
  private static final Pattern WAIT = Pattern.compile("(?:^|[;,\\s])wait=(\\d{1,9})(?:$|[;,\\s])");

  private final X509SvidValidator validator = new X509SvidValidator();
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final BundleEndpoint.Identity identity;
  private final BundleShelf shelf;
  private final MeterRegistry meters;

  BundleRequests(BundleEndpoint.Identity identity, BundleShelf shelf, MeterRegistry meters) {
    this.identity = identity;
    this.shelf = shelf;
    this.meters = meters;
    meters.gauge(AuthzMetricNames.WAITING, places, free -> MOST_WAITING - free.availablePermits());
  }

  BundleShelf shelf() {
    return shelf;
  }

  /// Answers one request.
  void answer(HttpExchange exchange, String path) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      int status = status(exchange, path);
      meters.counter(AuthzMetricNames.REQUESTS, "status", Integer.toString(status)).increment();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int status(HttpExchange exchange, String path) throws IOException, InterruptedException {
    Optional<String> refusal = refusal(exchange);
    if (refusal.isPresent()) {
      log.atWarn()
          .addKeyValue("peer", exchange.getRemoteAddress())
          .addKeyValue("why", refusal.get())
          .log("bundle request refused");
      return text(exchange, 403, "refused: present a valid SVID of this trust domain");
    }
    if (!exchange.getRequestURI().getRawPath().equals(path)) {
      return text(exchange, 404, "not found: the bundle is at " + path);
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return text(exchange, 405, "method not allowed: GET or HEAD");
    }
    return bundle(exchange);
  }

  /// Asked with each request, not once a connection: trust may have changed since the handshake.
  private Optional<String> refusal(HttpExchange exchange) {
    try {
      Certificate[] chain = ((HttpsExchange) exchange).getSSLSession().getPeerCertificates();
      var context = identity.source().current();
      VerifiedX509Svid peer =
          validator.validate(
              Stream.of(chain).map(X509Certificate.class::cast).toList(),
              context.bundles(),
              identity.clock().instant());
      var ours = identity.choice().apply(context).id().trustDomain();
      return peer.id().trustDomain().equals(ours)
          ? Optional.empty()
          : Optional.of("`" + peer.id() + "` is not of `" + ours + "`");
    } catch (IOException | IdentityException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private int bundle(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<SignedBundle> bundle = shelf.current();
    Optional<String> known = bundle.filter(now -> isKnown(exchange, now)).map(SignedBundle::digest);
    if (known.isPresent()) {
      if (!places.tryAcquire()) {
        exchange.getResponseHeaders().set("Retry-After", "10");
        return text(exchange, 503, "too many requests are waiting");
      }
      try {
        bundle = shelf.await(known.get(), waitOf(exchange));
      } finally {
        places.release();
      }
    }
    if (bundle.isEmpty()) return text(exchange, 503, "there is no bundle yet");
    return send(exchange, bundle.get());
  }

  private static int send(HttpExchange exchange, SignedBundle bundle) throws IOException {
    exchange.getResponseHeaders().set("ETag", '"' + bundle.digest() + '"');
    exchange.getResponseHeaders().set("Content-Type", TYPE);
    if (isKnown(exchange, bundle)) return empty(exchange, 304);
    if (exchange.getRequestMethod().equals("HEAD")) return empty(exchange, 200);
    byte[] archive = bundle.archive();
    exchange.sendResponseHeaders(200, archive.length);
    exchange.getResponseBody().write(archive);
    return 200;
  }

  private static boolean isKnown(HttpExchange exchange, SignedBundle bundle) {
    List<String> known = exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of());
    return known.stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(tag -> tag.strip().replaceFirst("^W/", ""))
        .anyMatch(tag -> tag.equals("*") || tag.equals('"' + bundle.digest() + '"'));
  }

  private static Duration waitOf(HttpExchange exchange) {
    for (String line : exchange.getRequestHeaders().getOrDefault("Prefer", List.of())) {
      Matcher wait = WAIT.matcher(line);
      if (wait.find()) {
        Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
      }
    }
    return Duration.ZERO;
  }

  private static int text(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
    if (!isHead) exchange.getResponseBody().write(body);
    return status;
  }

  private static int empty(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    return status;
  }
}
