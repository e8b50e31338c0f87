package io.watchword.ca.federation;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.InvalidBundleException;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.TrustDomain;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Fetches the bundle of a foreign trust domain (SPIFFE Federation §5.2). Thread-safe; blocks until
/// it has it, or an answer took longer than 30 s.
///
/// Every fetch is a connection of its own, so that nothing is resumed that was trusted before.
public final class BundleFetcher {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_REDIRECTS = 5;
  // A permanent one is followed like these and forgotten like these: the configured URL stays
  // (§5.2.1.1).
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final SSLContext web;
  private final InstantSource clock;

  /// @param web what `https_web` endpoints are trusted by
  public BundleFetcher(SSLContext web, InstantSource clock) {
    this.web = web;
    this.clock = clock;
  }

  /// The bundle at the endpoint of `relationship`.
  ///
  /// @param trust what an `https_spiffe` endpoint is trusted by
  /// @throws FederationException `ca/federation-fetch`
  public SpiffeBundle fetch(Relationship relationship, TrustBundles trust) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(context(relationship.profile(), trust))
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      EndpointUrl url = relationship.url();
      for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
        HttpResponse<InputStream> answer = get(client, url);
        try (InputStream body = answer.body()) {
          if (!REDIRECTS.contains(answer.statusCode())) {
            return bundle(relationship.foreign(), url, answer.statusCode(), body);
          }
        }
        EndpointUrl from = url;
        url =
            url.redirected(
                answer
                    .headers()
                    .firstValue("location")
                    .orElseThrow(() -> failure(from, "redirects to nowhere")));
      }
      throw failure(relationship.url(), "redirects more than " + MAX_REDIRECTS + " times");
    } catch (IOException e) {
      throw new FederationException(
          "ca/federation-fetch",
          "bundle endpoint `" + relationship.url() + "` cannot be asked: " + e.getMessage(),
          e);
    }
  }

  private SSLContext context(EndpointProfile profile, TrustBundles trust) {
    return switch (profile) {
      case EndpointProfile.HttpsWeb _ -> web;
      case EndpointProfile.HttpsSpiffe(var endpoint) -> {
        try {
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(null, new TrustManager[] {new EndpointTrust(endpoint, trust, clock)}, null);
          yield context;
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException("this Java has no TLS", e);
        }
      }
    };
  }

  private static HttpResponse<InputStream> get(HttpClient client, EndpointUrl url)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(url.uri())
            .timeout(ANSWER)
            .header("Accept", "application/json")
            .GET()
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static SpiffeBundle bundle(
      TrustDomain foreign, EndpointUrl url, int status, InputStream body) throws IOException {
    if (status != 200) {
      throw failure(url, "answers " + status + " (expected: 200)");
    }
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw failure(url, "answers more than " + MAX_BYTES + " bytes");
    }
    SpiffeBundle bundle;
    try {
      bundle = BundleJson.parseWhole(foreign, text(bytes));
    } catch (InvalidBundleException | CharacterCodingException e) {
      throw new FederationException(
          "ca/federation-fetch",
          "bundle endpoint `" + url + "` answers what is no bundle: " + e.getMessage(),
          e);
    }
    if (bundle.isEmpty()) {
      throw failure(url, "answers a bundle without keys");
    }
    return bundle;
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static FederationException failure(EndpointUrl url, String what) {
    return new FederationException("ca/federation-fetch", "bundle endpoint `" + url + "` " + what);
  }
}
