package io.watchword.ca.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token we use and how long Vault leases it: renewed when two thirds of the lease are over,
/// read anew from its source as soon as Vault takes it no more. Thread-safe: one volatile snapshot,
/// and no lock is held over the network.
final class TokenLease {
  private static final Logger LOG = LoggerFactory.getLogger(TokenLease.class);

  /// @param length of the lease when it began; empty before Vault was asked, zero for a token that
  ///   does not end
  private record Held(VaultToken token, Optional<Duration> length, boolean mayRenew) {}

  private final TokenSource source;
  private final VaultTransport transport;
  private final InstantSource clock;
  private volatile @Nullable Held held;

  TokenLease(TokenSource source, VaultTransport transport, InstantSource clock) {
    this.source = source;
    this.transport = transport;
    this.clock = clock;
  }

  /// The token to use; read from its source the first time.
  VaultToken token() {
    Held now = held;
    return now == null ? take(source.read()) : now.token();
  }

  /// The token that its source has now, where that is another than `refused`.
  Optional<VaultToken> newerThan(VaultToken refused) {
    VaultToken fresh = source.read();
    if (fresh.equals(refused)) {
      return Optional.empty();
    }
    LOG.atInfo().log("vault token read anew");
    return Optional.of(take(fresh));
  }

  /// Asks Vault how long our token lives, and has it live longer where it is time.
  ///
  /// @throws UpstreamUnavailableException where Vault takes no token that we have
  void keepUp() {
    VaultToken token = token();
    VaultAnswer answer = transport.send(VaultCall.read("auth/token/lookup-self"), token);
    if (answer.status() == 403) {
      token = newerThan(token).orElseThrow(TokenLease::ended);
      answer = transport.send(VaultCall.read("auth/token/lookup-self"), token);
    }
    if (answer.status() == 403) {
      throw ended();
    }
    if (answer.isOk()) {
      renewIfDue(token, answer.data());
    }
  }

  static UpstreamUnavailableException ended() {
    return new UpstreamUnavailableException(
        "ca/upstream-refused",
        "Vault does not take our token: it has expired or was revoked (a new one in its place is"
            + " taken up at once)");
  }

  private void renewIfDue(VaultToken token, JsonNode data) {
    if (!data.hasNonNull("expire_time")) {
      held = new Held(token, Optional.of(Duration.ZERO), false);
      return;
    }
    Duration left = Duration.ofSeconds(data.path("ttl").asLong());
    Duration created = Duration.ofSeconds(data.path("creation_ttl").asLong());
    Held before = held;
    Duration length =
        before != null && before.token().equals(token) ? before.length().orElse(created) : created;
    boolean mayRenew =
        data.path("renewable").asBoolean()
            && (before == null || before.length().isEmpty() || before.mayRenew());
    held = new Held(token, Optional.of(length), mayRenew);
    if (left.multipliedBy(3).compareTo(length) > 0) {
      return;
    }
    if (mayRenew) {
      renew(token, left);
    } else {
      // Nothing can be done for this one but to look for the next.
      newerThan(token);
    }
  }

  private void renew(VaultToken token, Duration left) {
    VaultAnswer answer = transport.send(VaultCall.write("auth/token/renew-self", Map.of()), token);
    Duration granted =
        Duration.ofSeconds(answer.body().path("auth").path("lease_duration").asLong());
    if (answer.isOk() && granted.compareTo(left) > 0) {
      held = new Held(token, Optional.of(granted), true);
      LOG.atInfo().addKeyValue("lease_seconds", granted.toSeconds()).log("vault token renewed");
      return;
    }
    // Renewed to its very end (`max_ttl`), or not at all.
    Instant end = clock.instant().plus(left);
    held = new Held(token, Optional.of(left), false);
    LOG.atWarn()
        .addKeyValue("ends_at", end)
        .addKeyValue("reason", answer.isOk() ? "its maximum is reached" : answer.errors())
        .log("vault token cannot be renewed: put a new one in its place");
  }

  private VaultToken take(VaultToken fresh) {
    held = new Held(fresh, Optional.empty(), true);
    return fresh;
  }
}
