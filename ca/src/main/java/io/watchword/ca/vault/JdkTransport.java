package io.watchword.ca.vault;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.watchword.ca.keys.Secret;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;

/// Vault by the JDK's HTTP client alone. Thread-safe.
public final class JdkTransport implements VaultTransport {
  private static final ObjectMapper JSON =
      new ObjectMapper().registerModule(new SimpleModule().addSerializer(new Plain()));

  private final VaultSettings settings;
  private final HttpClient http;

  /// To the server of `settings`; asks nothing yet.
  public JdkTransport(VaultSettings settings) {
    this.settings = settings;
    this.http = VaultHttp.client(settings);
  }

  /// For who speaks to the same server another way.
  HttpClient http() {
    return http;
  }

  @Override
  public VaultAnswer send(VaultCall call, VaultToken token) {
    byte[] body = body(call);
    HttpRequest.Builder request = request("/v1/" + path(call));
    switch (call.verb()) {
      case READ, LIST -> request.GET();
      case WRITE -> request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
      case DELETE -> request.DELETE();
    }
    if (!token.isBlank()) {
      request.header("X-Vault-Token", token.text());
    }
    settings.namespace().ifPresent(name -> request.header("X-Vault-Namespace", name));
    try {
      return send(request.build());
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  @Override
  public VaultAnswer health() {
    return send(request("/v1/sys/health").GET().build());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    // Refused where it comes without: a browser that was tricked into a call could not send it.
    return HttpRequest.newBuilder(URI.create(settings.address() + path))
        .timeout(settings.readTimeout())
        .header("X-Vault-Request", "true");
  }

  private VaultAnswer send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return VaultAnswer.of(response.statusCode(), response.body());
    } catch (IOException e) {
      throw unreachable(settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(settings, e);
    }
  }

  static UpstreamUnavailableException unreachable(VaultSettings settings, Exception e) {
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return new UpstreamUnavailableException(
        "ca/upstream-unreachable",
        "Vault at `" + settings.address() + "` does not answer: " + words(root),
        e);
  }

  private static String words(Throwable root) {
    String kind = root.getClass().getSimpleName();
    return Optional.ofNullable(root.getMessage()).map(text -> kind + ": " + text).orElse(kind);
  }

  private static String path(VaultCall call) {
    return call.verb() == VaultCall.Verb.LIST ? call.path() + "?list=true" : call.path();
  }

  private static byte[] body(VaultCall call) {
    try {
      return call.verb() == VaultCall.Verb.WRITE
          ? JSON.writeValueAsBytes(call.body())
          : new byte[0];
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a body that has no JSON", e);
    }
  }

  private static final class Plain extends StdSerializer<Secret> {
    private static final long serialVersionUID = 1L;

    Plain() {
      super(Secret.class);
    }

    @Override
    public void serialize(Secret secret, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      byte[] text = secret.copy();
      json.writeUTF8String(text, 0, text.length);
      Arrays.fill(text, (byte) 0);
    }
  }
}
