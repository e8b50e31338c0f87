package io.watchword.agent.svid;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What everybody with the same selectors may have, at one state of the cache. Immutable to its
/// users; what they make of it is kept here, so that it is made once and not per call. Thread-safe.
public final class Entitlements {

  private final Optional<MeshTrust> trust;
  private final List<EntryState> entries;
  private final String whyNot;
  private final Instant freshUntil;
  private final Map<Object, Object> derived = new ConcurrentHashMap<>();

  /// @param trust empty where nothing can be served
  /// @param entries in the CA's order
  /// @param whyNot where `trust` is empty
  /// @param freshUntil from then on it is to be looked up again, for something in it expires
  public Entitlements(
      Optional<MeshTrust> trust, List<EntryState> entries, String whyNot, Instant freshUntil) {
    this.trust = trust;
    this.entries = List.copyOf(entries);
    this.whyNot = whyNot;
    this.freshUntil = freshUntil;
  }

  /// Nothing can be served.
  public static Entitlements nothing(String whyNot) {
    return new Entitlements(Optional.empty(), List.of(), whyNot, Instant.MAX);
  }

  /// Whom to verify others by; empty where nothing can be served.
  public Optional<MeshTrust> trust() {
    return trust;
  }

  /// In the CA's order.
  public List<EntryState> entries() {
    return entries;
  }

  /// Why there is no trust.
  public String whyNot() {
    return whyNot;
  }

  /// What `make` once made of this; `key` tells it apart from other things.
  @SuppressWarnings("unchecked")
  public <T> T derived(Object key, Supplier<T> make) {
    return (T) derived.computeIfAbsent(key, absent -> make.get());
  }

  boolean isFresh(Instant now) {
    return now.isBefore(freshUntil);
  }
}
