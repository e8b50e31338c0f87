package io.watchword.ca.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token we use and how long Vault leases it: renewed when two thirds of the lease are over,
/// had anew from its source as soon as Vault takes it no more. Thread-safe: one volatile snapshot.
// The lock is held while we log in, by whoever needs a token then: many calls that are refused at
// once make one login, not many.
final class TokenLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenLease.class);

  /// A refused call and a token that is good: what it may do was changed, or the call is not ours
  /// to make. A login may tell, now and then.
  private static final Duration BETWEEN_LOGINS = Duration.ofMinutes(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /// @param length of the lease when it began; empty before Vault was asked, zero for a token that
  ///   does not end
  private record Held(
      VaultToken token, Instant since, Optional<Duration> length, boolean mayRenew) {

    Held with(Optional<Duration> newLength, boolean renewable) {
      return new Held(token, since, newLength, renewable);
    }
  }

  private record Failure(UpstreamUnavailableException why, Instant until) {}

  private final TokenSource source;
  private final VaultTransport transport;
  private final InstantSource clock;
  private final ReentrantLock logins = new ReentrantLock();
  private volatile @Nullable Held held;
  private volatile @Nullable Failure failure;

  TokenLease(TokenSource source, VaultTransport transport, InstantSource clock) {
    this.source = source;
    this.transport = transport;
    this.clock = clock;
  }

  /// The token to use; had from its source the first time.
  VaultToken token() {
    Held now = held;
    if (now != null) {
      return now.token();
    }
    logins.lock();
    try {
      Held since = held;
      return since == null ? take(fromSource()) : since.token();
    } finally {
      logins.unlock();
    }
  }

  /// A token to try a refused call again with, where there is another than `refused`.
  Optional<VaultToken> newerThan(VaultToken refused) {
    return another(refused, true);
  }

  /// Asks Vault how long our token lives, and has it live longer where it is time.
  ///
  /// @throws UpstreamUnavailableException where Vault takes no token that we have
  void keepUp() {
    VaultToken token = token();
    VaultAnswer answer = lookUp(token);
    if (answer.status() == 403) {
      token = another(token, false).orElseThrow(TokenLease::ended);
      answer = lookUp(token);
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

  /// Gives back a token that we logged in for.
  @Override
  public void close() {
    Held now = held;
    if (now == null || !isLogin()) {
      return;
    }
    try {
      transport.send(VaultCall.write("auth/token/revoke-self", Map.of()), now.token());
    } catch (UpstreamUnavailableException e) {
      LOG.atDebug().setCause(e).log("vault token not given back: it ends by itself");
    }
    now.token().close();
  }

  private Optional<VaultToken> another(VaultToken refused, boolean mayStillBeGood) {
    logins.lock();
    try {
      Held now = held;
      if (now != null && !now.token().equals(refused)) {
        // Somebody else was refused as well, and faster.
        return Optional.of(now.token());
      }
      if (mayStillBeGood && isLogin() && isFresh(now) && lookUp(refused).isOk()) {
        return Optional.empty();
      }
      VaultToken fresh = fromSource();
      if (fresh.equals(refused)) {
        return Optional.empty();
      }
      LOG.atInfo().log(isLogin() ? "logged in to vault anew" : "vault token read anew");
      take(fresh);
      return Optional.of(fresh);
    } finally {
      logins.unlock();
    }
  }

  private VaultToken fromSource() {
    Failure last = failure;
    if (last != null && isLogin() && clock.instant().isBefore(last.until())) {
      throw last.why();
    }
    try {
      VaultToken token = source.read(transport);
      failure = null;
      return token;
    } catch (UpstreamUnavailableException e) {
      failure = new Failure(e, clock.instant().plus(AFTER_FAILURE));
      throw e;
    }
  }

  private boolean isLogin() {
    return source instanceof TokenSource.Login;
  }

  private boolean isFresh(@Nullable Held now) {
    return now != null && clock.instant().isBefore(now.since().plus(BETWEEN_LOGINS));
  }

  private VaultAnswer lookUp(VaultToken token) {
    return transport.send(VaultCall.read("auth/token/lookup-self"), token);
  }

  private void renewIfDue(VaultToken token, JsonNode data) {
    Held before = held;
    if (before == null || !before.token().equals(token)) {
      // Another thread has a newer one: its turn comes.
      return;
    }
    if (!data.hasNonNull("expire_time")) {
      held = before.with(Optional.of(Duration.ZERO), false);
      return;
    }
    Duration left = Duration.ofSeconds(data.path("ttl").asLong());
    Duration length =
        before.length().orElse(Duration.ofSeconds(data.path("creation_ttl").asLong()));
    boolean mayRenew =
        data.path("renewable").asBoolean() && (before.length().isEmpty() || before.mayRenew());
    Held now = before.with(Optional.of(length), mayRenew);
    held = now;
    if (left.multipliedBy(3).compareTo(length) > 0) {
      return;
    }
    if (mayRenew) {
      renew(now, left);
    } else {
      // Nothing can be done for this one but to look for the next.
      another(token, false);
    }
  }

  private void renew(Held now, Duration left) {
    VaultAnswer answer =
        transport.send(VaultCall.write("auth/token/renew-self", Map.of()), now.token());
    Duration granted =
        Duration.ofSeconds(answer.body().path("auth").path("lease_duration").asLong());
    if (answer.isOk() && granted.compareTo(left) > 0) {
      held = now.with(Optional.of(granted), true);
      LOG.atInfo().addKeyValue("lease_seconds", granted.toSeconds()).log("vault token renewed");
      return;
    }
    // Renewed to its very end (`max_ttl`), or not at all.
    held = now.with(Optional.of(left), false);
    String reason = answer.isOk() ? "its maximum is reached" : answer.errors();
    if (isLogin()) {
      LOG.atInfo().addKeyValue("reason", reason).log("vault token ends: logging in anew");
      another(now.token(), false);
      return;
    }
    LOG.atWarn()
        .addKeyValue("ends_at", clock.instant().plus(left))
        .addKeyValue("reason", reason)
        .log("vault token cannot be renewed: put a new one in its place");
  }

  private VaultToken take(VaultToken fresh) {
    Held before = held;
    held = new Held(fresh, clock.instant(), Optional.empty(), true);
    if (before != null && !before.token().equals(fresh)) {
      // A call that is under way with it is refused, and made again with the new one.
      before.token().close();
    }
    return fresh;
  }
}
