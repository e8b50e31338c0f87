package io.watchword.ca.jwt;

import io.watchword.ca.authority.JwtKey;
import io.watchword.ca.authority.JwtKeyring;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.TrustState;
import io.watchword.ca.issuance.IssuanceException;
import io.watchword.ca.issuance.IssuanceJournal;
import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The keys that sign JWT-SVIDs, and the next one ahead of time. Thread-safe: one volatile memory
/// of the key in use; changes take a lock.
///
/// A key is published when half the life of the one before is over, signs when five sixths are, and
/// is withdrawn when the last token under it has expired: a verifier has a third of a life to hear
/// of it (Federation §5: keys are published before they are used).
public final class JwtKeys implements JwtKeyring {
  private static final String PREFIX = "jwt/";

  // For verifiers whose clock is behind.
  private static final Duration SKEW = Duration.ofMinutes(1);

  /// What keys are made with.
  ///
  /// @param type of keys made from now on
  /// @param ttl their life
  /// @param isRotating whether an operator's rotation is under way: then it decides
  public record Parts(
      TrustAnchors anchors,
      SigningKeys keys,
      SigningCertificates certificates,
      IssuanceJournal issued,
      KeyType type,
      Duration ttl,
      InstantSource clock,
      BooleanSupplier isRotating) {}

  /// A key that signs now.
  public record Signer(JwtKey published, SigningKey key) {}

  private final Parts parts;
  private volatile @Nullable Signer current;

  /// Made of `parts`.
  public JwtKeys(Parts parts) {
    this.parts = parts;
  }

  /// The one that signs now.
  ///
  /// @throws IssuanceException `ca/no-jwt-key` where this CA does not hold it
  public Signer signer() {
    TrustState state = parts.anchors().current();
    Signer known = current;
    if (known != null && known.published().keyId().equals(state.activeJwt())) {
      return known;
    }
    Signer found =
        state
            .activeJwtKey()
            .flatMap(key -> held(key.keyId()).map(stored -> new Signer(key, stored.key())))
            .orElseThrow(
                () ->
                    new IssuanceException(
                        "ca/no-jwt-key", "this CA does not hold the key that signs JWT-SVIDs"));
    current = found;
    return found;
  }

  /// Sees to it that a key signs, and that the next one is known in time. Cheap where nothing is
  /// due; called every second.
  public synchronized void renewIfDue() {
    if (parts.isRotating().getAsBoolean()) {
      return;
    }
    TrustState state = parts.anchors().current();
    Instant now = parts.clock().instant();
    Optional<JwtKey> active = state.activeJwtKey().filter(key -> !key.isOver(now));
    if (active.isEmpty()) {
      // Nobody can hold a token that counts: there is nobody to wait for.
      JwtKey first = successor(state, now).orElseGet(this::publishNext);
      parts.anchors().activateJwt(first.keyId());
    } else if (isHalfOver(active.get(), now) && isHeld(active.get().keyId())) {
      prepare(state, active.get(), now);
    }
    withdrawOld(now);
  }

  @Override
  public JwtKey create(String name) {
    Instant now = parts.clock().instant();
    StoredKey stored =
        parts
            .keys()
            .generate(
                PREFIX + name,
                parts.type(),
                key ->
                    List.of(
                        parts
                            .certificates()
                            .ofJwtKey(name, key, now.minus(SKEW), now.plus(parts.ttl()))));
    return JwtKey.of(
        name,
        stored.certificate().getPublicKey(),
        TokenSigner.algorithm(stored.key()),
        stored.certificate().getNotAfter().toInstant());
  }

  @Override
  public Optional<Instant> lastExpiry(String keyId) {
    return parts.issued().lastTokenUnder(keyId);
  }

  @Override
  public void destroy(String keyId) {
    parts.keys().destroy(PREFIX + keyId);
  }

  /// Where the key is that signs now; empty where this CA does not hold it.
  public Optional<KeyCustody> custody() {
    try {
      return Optional.of(signer().key().custody("jwt"));
    } catch (IssuanceException e) {
      return Optional.empty();
    }
  }

  private void prepare(TrustState state, JwtKey active, Instant now) {
    Duration left = Duration.between(now, active.notAfter());
    Optional<JwtKey> next = successor(state, now);
    if (next.isEmpty()) {
      publishNext();
    } else if (left.compareTo(parts.ttl().dividedBy(6)) <= 0) {
      parts.anchors().activateJwt(next.get().keyId());
    }
  }

  private Optional<JwtKey> successor(TrustState state, Instant now) {
    return state.jwtKeys().stream()
        .filter(key -> !key.keyId().equals(state.activeJwt()) && !key.isOver(now))
        .filter(
            key ->
                state
                    .activeJwtKey()
                    .filter(present -> !key.notAfter().isAfter(present.notAfter()))
                    .isEmpty())
        .filter(key -> isHeld(key.keyId()))
        .findFirst();
  }

  private boolean isHalfOver(JwtKey key, Instant now) {
    return Duration.between(now, key.notAfter()).compareTo(parts.ttl().dividedBy(2)) <= 0;
  }

  private JwtKey publishNext() {
    JwtKey next = create("jwt-" + parts.clock().millis());
    parts.anchors().trustJwt(next);
    return next;
  }

  private void withdrawOld(Instant now) {
    TrustState state = parts.anchors().current();
    for (JwtKey key : state.jwtKeys()) {
      if (!key.keyId().equals(state.activeJwt())
          && key.isOver(now.minus(SKEW))
          && lastExpiry(key.keyId()).isEmpty()) {
        parts.anchors().distrustJwt(key.keyId());
        destroy(key.keyId());
      }
    }
  }

  private boolean isHeld(String keyId) {
    return !parts.keys().chain(PREFIX + keyId).isEmpty();
  }

  private Optional<StoredKey> held(String keyId) {
    return parts.keys().find(PREFIX + keyId);
  }
}
