package io.watchword.authz.schema;

import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Reads schemas over HTTP from allowed hosts, small ones, within seconds. Each redirect is asked
/// for as the first URL is: an allowed host must not lead to one that is not. Thread-safe.
public final class HttpSchemas implements RemoteSchemas {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 10;
  private static final int LARGEST = 8 << 20;

  private final Optional<Set<String>> allowedHosts;

  /// @param allowedHosts empty optional: all
  public HttpSchemas(Optional<Set<String>> allowedHosts) {
    this.allowedHosts = allowedHosts.map(Set::copyOf);
  }

  @Override
  public Value read(String url) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      URI at = allowed(url, url);
      for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
        HttpRequest request = HttpRequest.newBuilder(at).timeout(PATIENCE).build();
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          Optional<String> location = response.headers().firstValue("location");
          if (response.statusCode() / 100 == 3 && location.isPresent()) {
            at = allowed(at.resolve(location.get()).toString(), url);
            continue;
          }
          return read(response.statusCode(), body);
        }
      }
      throw new SchemaException("stopped after " + MOST_REDIRECTS + " redirects");
    } catch (IOException e) {
      throw new SchemaException("Get \"" + url + "\": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchemaException("Get \"" + url + "\": interrupted", e);
    }
  }

  private URI allowed(String url, String first) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new SchemaException("Get \"" + first + "\": " + e.getMessage(), e);
    }
    String host = uri.getHost();
    if (host == null || (allowedHosts.isPresent() && !allowedHosts.get().contains(host))) {
      throw RemoteSchemas.disabled(url);
    }
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw new SchemaException(
          "Get \"%s\": unsupported protocol scheme \"%s\"".formatted(url, uri.getScheme()));
    }
    return uri;
  }

  private static Value read(int status, InputStream body) throws IOException {
    if (status != 200) {
      throw new SchemaException("Could not read schema from HTTP, response status is " + status);
    }
    byte[] bytes = body.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new SchemaException("schema is larger than " + LARGEST + " bytes");
    }
    try {
      return ValueJson.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new SchemaException("no JSON: " + e.getMessage(), e);
    }
  }
}
