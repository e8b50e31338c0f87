package io.watchword.ca.vault;

import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// Vault by vault-java-driver's `Logical`, and by the JDK what that lacks. Thread-safe.
// Traps of the driver, kept away from here: engine version 2, its default, rewrites `pki/x` to
// `pki/data/x`; `write` returns a refusal as if it were a success; its own HTTP client knows no TLS
// 1.3; it would look for a token in the environment; it swallows interrupts.
final class DriverTransport implements VaultTransport {
  private static final String BODY = "Response body: ";

  private final VaultSettings settings;
  private final HttpClient http;

  DriverTransport(VaultSettings settings) {
    this.settings = settings;
    this.http = VaultHttp.client(settings);
  }

  @Override
  public VaultAnswer send(VaultCall call, VaultToken token) {
    try {
      Logical logical = new Logical(config(token));
      LogicalResponse response =
          switch (call.verb()) {
            case READ -> logical.read(call.path());
            case LIST -> logical.list(call.path());
            case WRITE -> logical.write(call.path(), call.body());
            case DELETE -> logical.delete(call.path());
          };
      return VaultAnswer.of(
          response.getRestResponse().getStatus(), response.getRestResponse().getBody());
    } catch (VaultException e) {
      if (e.getHttpStatusCode() > 0) {
        return VaultAnswer.of(e.getHttpStatusCode(), bodyIn(String.valueOf(e.getMessage())));
      }
      throw unreachable(e);
    }
  }

  @Override
  public VaultAnswer health() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(settings.address() + "/v1/sys/health"))
            .timeout(settings.readTimeout())
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return VaultAnswer.of(response.statusCode(), response.body());
    } catch (IOException | InterruptedException e) {
      throw unreachable(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private VaultConfig config(VaultToken token) throws VaultException {
    VaultConfig config =
        new VaultConfig()
            .environmentLoader(new NoEnvironment())
            .address(settings.address().toString())
            .token(token.text())
            .engineVersion(1)
            .openTimeout(seconds(settings.connectTimeout()))
            .readTimeout(seconds(settings.readTimeout()))
            .httpClient(http);
    if (settings.namespace().isPresent()) {
      config.nameSpace(settings.namespace().get());
    }
    return config.build();
  }

  private UpstreamUnavailableException unreachable(Exception e) {
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
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

  private static String bodyIn(String message) {
    int at = message.indexOf(BODY);
    return at < 0 ? "" : message.substring(at + BODY.length());
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.toSeconds());
  }
}
