package io.watchword.agent.svid;

import io.watchword.agent.node.CaException;
import io.watchword.agent.node.DomainTrust;
import io.watchword.agent.node.HalfLife;
import io.watchword.agent.node.JwtGrant;
import io.watchword.agent.node.JwtOrder;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.jwt.JwtSvidValidator;
import io.watchword.identity.jwt.VerifiedJwtSvid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// JWT-SVIDs, kept per identity and audiences until half their life, so that a workload may ask for
/// one per request. One that is older is replaced before it is handed out; where the CA does not
/// answer, it still is until it expires. Thread-safe.
public final class JwtSvidCache {

  // Of a host that is behind the CA's clock: to refuse a fresh token would help nobody.
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  private record Key(String entryId, SpiffeId id, List<String> audience) {}

  private record Held(JwtGrant grant, String keyId, Instant renewAt) {}

  private final int limit;
  private final Function<JwtOrder, JwtGrant> issuer;
  private final Executor executor;
  private final InstantSource clock;
  private final HalfLife halfLife;
  private final Map<Key, Held> held = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, CompletableFuture<JwtGrant>> underWay = new HashMap<>();

  /// @param limit how many are kept; the least recently asked for goes first
  /// @param issuer the CA; blocks, and throws [CaException]
  /// @param executor may block: one virtual thread a task
  public JwtSvidCache(
      int limit,
      Function<JwtOrder, JwtGrant> issuer,
      Executor executor,
      InstantSource clock,
      RandomGenerator random) {
    this.limit = limit;
    this.issuer = issuer;
    this.executor = executor;
    this.clock = clock;
    this.halfLife = new HalfLife(random);
  }

  /// A JWT-SVID of `state` for `audience`; fails with [CaException].
  ///
  /// @param trust of the own trust domain now: a token of a key that is gone is of no use
  public CompletableFuture<JwtGrant> get(
      EntryState state, List<String> audience, DomainTrust trust) {
    List<String> each = audience.stream().distinct().toList();
    Key key = new Key(state.entry().id(), state.resolved().id(), each.stream().sorted().toList());
    JwtOrder order = new JwtOrder(key.entryId(), each, state.resolved().values());
    Instant now = clock.instant();
    CompletableFuture<JwtGrant> fresh;
    Held last;
    boolean begin;
    synchronized (this) {
      last = held.get(key);
      if (last != null && !trust.jwtKeys().containsKey(last.keyId())) {
        held.remove(key);
        last = null;
      }
      if (last != null && now.isBefore(last.renewAt())) {
        return CompletableFuture.completedFuture(last.grant());
      }
      begin = !underWay.containsKey(key);
      fresh = underWay.computeIfAbsent(key, absent -> new CompletableFuture<>());
    }
    if (begin) {
      executor.execute(() -> order(key, order, trust, fresh));
    }
    if (last == null || !now.isBefore(last.grant().expiresAt())) {
      return fresh;
    }
    JwtGrant stillGood = last.grant();
    return fresh.exceptionally(failure -> stillGood);
  }

  /// Forgets all: the agent may not speak for anybody any more.
  public synchronized void clear() {
    held.clear();
  }

  /// How many are kept.
  public synchronized int size() {
    return held.size();
  }

  private void order(
      Key key, JwtOrder order, DomainTrust trust, CompletableFuture<JwtGrant> answer) {
    try {
      JwtGrant grant = issuer.apply(order);
      VerifiedJwtSvid verified = verify(grant, key, order, trust);
      Instant now = clock.instant();
      Instant renewAt = halfLife.of(now, grant.expiresAt());
      synchronized (this) {
        held.put(key, new Held(grant, verified.keyId(), renewAt));
        underWay.remove(key);
        if (held.size() > limit) {
          held.remove(held.keySet().iterator().next());
        }
      }
      answer.complete(grant);
    } catch (RuntimeException e) {
      synchronized (this) {
        underWay.remove(key);
      }
      answer.completeExceptionally(e);
    }
  }

  private VerifiedJwtSvid verify(JwtGrant grant, Key key, JwtOrder order, DomainTrust trust) {
    try {
      JwtBundle keys = new JwtBundle(trust.x509().trustDomain(), trust.jwtKeys());
      VerifiedJwtSvid verified =
          new JwtSvidValidator(LEEWAY)
              .validate(
                  grant.token(), order.audience().getFirst(), JwtBundles.of(keys), clock.instant());
      if (!verified.id().equals(key.id())
          || !verified.expiresAt().equals(grant.expiresAt())
          || !verified.audience().stream().sorted().toList().equals(key.audience())) {
        throw new CaException(
            CaException.Kind.BAD_ANSWER, "the CA signed another token than was asked for");
      }
      return verified;
    } catch (IdentityException e) {
      throw new CaException(
          CaException.Kind.BAD_ANSWER, "the CA signed a token that fails: " + e.getMessage(), e);
    }
  }

  /// What made `failure` fail.
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
