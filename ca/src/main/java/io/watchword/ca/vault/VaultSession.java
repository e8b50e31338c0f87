package io.watchword.ca.vault;

import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.time.InstantSource;
import java.util.Optional;

/// Calls to Vault with our token, and what a refusal of one means. Thread-safe.
public final class VaultSession implements AutoCloseable {
  private final VaultTransport transport;
  private final TokenLease lease;

  /// Over `transport`, which it closes, with tokens from `source`.
  public static VaultSession open(
      VaultTransport transport, TokenSource source, InstantSource clock) {
    return new VaultSession(transport, new TokenLease(source, transport, clock));
  }

  private VaultSession(VaultTransport transport, TokenLease lease) {
    this.transport = transport;
    this.lease = lease;
  }

  /// The answer to `call`, which is a success or one of the refusals that depend on the call (400,
  /// 404 and so on). A 403 has the token read anew and the call made again, once.
  ///
  /// @throws UpstreamUnavailableException for what the same call may not meet later
  public VaultAnswer send(VaultCall call) {
    VaultToken token = lease.token();
    VaultAnswer answer = transport.send(call, token);
    if (answer.status() == 403) {
      Optional<VaultToken> newer = lease.newerThan(token);
      if (newer.isPresent()) {
        answer = transport.send(call, newer.get());
      }
    }
    return checked(call, answer);
  }

  /// The answer to `call` where that is a success.
  ///
  /// @throws UpstreamUnavailableException where it is not
  public VaultAnswer require(VaultCall call) {
    VaultAnswer answer = send(call);
    if (!answer.isOk()) {
      throw failed(call, answer);
    }
    return answer;
  }

  /// Whether Vault serves, and serves us. Keeps the token's lease up.
  public UpstreamHealth health() {
    try {
      VaultAnswer answer = transport.health();
      switch (answer.status()) {
        // Active, standby (forwards or redirects), and two kinds of Vault Enterprise.
        case 200, 429, 472, 473 -> lease.keepUp();
        case 501 -> throw sealed("is not initialised");
        case 503 -> throw sealed("is sealed");
        default ->
            throw new UpstreamUnavailableException(
                "ca/upstream-unreachable",
                "Vault's `sys/health` answers " + answer.status() + " (expected: 200)");
      }
      return new UpstreamHealth.Usable();
    } catch (UpstreamUnavailableException e) {
      return new UpstreamHealth.Unusable(e.code(), String.valueOf(e.getMessage()));
    }
  }

  /// What an answer means that is no success and none of the refusals that the caller expects.
  public static UpstreamUnavailableException failed(VaultCall call, VaultAnswer answer) {
    return new UpstreamUnavailableException(
        "ca/upstream-failed",
        "Vault answers " + answer.status() + " to `" + call + "`: " + answer.errors());
  }

  @Override
  public void close() {
    lease.close();
    transport.close();
  }

  private VaultAnswer checked(VaultCall call, VaultAnswer answer) {
    return switch (answer.status()) {
      case 403 -> throw refused(call);
      case 412, 429, 472, 473, 502, 503, 504 -> throw unavailable(call, answer);
      default -> answer;
    };
  }

  private UpstreamUnavailableException refused(VaultCall call) {
    try {
      lease.keepUp();
    } catch (UpstreamUnavailableException e) {
      return e;
    }
    return new UpstreamUnavailableException(
        "ca/upstream-refused",
        "Vault refuses `" + call + "` to our token (expected: a policy that allows it)");
  }

  static UpstreamUnavailableException unavailable(VaultCall call, VaultAnswer answer) {
    return answer.status() == 503 && answer.errors().contains("sealed")
        ? sealed("is sealed")
        : new UpstreamUnavailableException(
            "ca/upstream-unreachable",
            "Vault cannot serve `" + call + "` now: " + answer.status() + " " + answer.errors());
  }

  private static UpstreamUnavailableException sealed(String how) {
    return new UpstreamUnavailableException("ca/upstream-sealed", "Vault " + how);
  }
}
