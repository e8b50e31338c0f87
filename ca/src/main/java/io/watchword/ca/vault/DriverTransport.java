package io.watchword.ca.vault;

import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.time.Duration;

/// Vault by vault-java-driver's `Logical`, and by [JdkTransport] what that lacks: bodies with lists
/// or secrets, calls without a token, `sys/health`. Thread-safe.
// Traps of the driver, kept away from here: engine version 2, its default, rewrites `pki/x` to
// `pki/data/x`; `write` returns a refusal as if it were a success; its own HTTP client knows no TLS
// 1.3; it would look for a token in the environment; it swallows interrupts.
public final class DriverTransport implements VaultTransport {
  private static final String BODY = "Response body: ";

  private final VaultSettings settings;
  private final JdkTransport plain;

  /// To the server of `settings`; asks nothing yet.
  public DriverTransport(VaultSettings settings) {
    this.settings = settings;
    this.plain = new JdkTransport(settings);
  }

  @Override
  public VaultAnswer send(VaultCall call, VaultToken token) {
    if (!call.isFlat() || token.isBlank()) {
      return plain.send(call, token);
    }
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
    return plain.health();
  }

  @Override
  public void close() {
    plain.close();
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
            .httpClient(plain.http());
    if (settings.namespace().isPresent()) {
      config.nameSpace(settings.namespace().get());
    }
    return config.build();
  }

  private UpstreamUnavailableException unreachable(VaultException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    return JdkTransport.unreachable(settings, e);
  }

  private static String bodyIn(String message) {
    int at = message.indexOf(BODY);
    return at < 0 ? "" : message.substring(at + BODY.length());
  }

  private static int seconds(Duration duration) {
    return (int) Math.max(1, duration.toSeconds());
  }
}
