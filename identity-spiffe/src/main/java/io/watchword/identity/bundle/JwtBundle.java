package io.watchword.identity.bundle;

import io.watchword.identity.id.TrustDomain;
import java.security.PublicKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The keys that JWT-SVIDs of one trust domain may be signed with. Immutable; any thread.
///
/// @param trustDomain whose keys they are; they are used for no other
/// @param keys by key id: EC on P-256, P-384 or P-521, or RSA of 2048 bits and more; empty: the
///   trust domain has no JWT-SVIDs
public record JwtBundle(TrustDomain trustDomain, Map<String, PublicKey> keys) {

  /// How many keys a trust domain may have: a token without a key id is tried with each.
  public static final int MAX_KEYS = 64;

  /// Checks that each key has an id and is one that JWT-SVIDs can be signed with.
  ///
  /// @throws InvalidBundleException where one is not
  public JwtBundle {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    if (keys.size() > MAX_KEYS) {
      throw new InvalidBundleException(
          "bundle of `"
              + trustDomain
              + "` has "
              + keys.size()
              + " keys for JWT-SVIDs (expected: at most "
              + MAX_KEYS
              + ")");
    }
    keys.forEach((id, key) -> check(trustDomain, id, key));
  }

  /// No keys: every JWT-SVID of the trust domain is refused.
  public static JwtBundle empty(TrustDomain trustDomain) {
    return new JwtBundle(trustDomain, Map.of());
  }

  /// The key with that id; ids are compared as they are.
  public Optional<PublicKey> get(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  /// Whether there is no key.
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /// The same keys and one more; a key with that id is replaced.
  public JwtBundle with(String keyId, PublicKey key) {
    Map<String, PublicKey> more = new LinkedHashMap<>(keys);
    more.put(keyId, key);
    return new JwtBundle(trustDomain, more);
  }

  /// The same keys without that one.
  public JwtBundle without(String keyId) {
    Map<String, PublicKey> fewer = new LinkedHashMap<>(keys);
    fewer.remove(keyId);
    return new JwtBundle(trustDomain, fewer);
  }

  private static void check(TrustDomain trustDomain, String id, PublicKey key) {
    if (id.isEmpty()) {
      throw new InvalidBundleException(
          "bundle of `" + trustDomain + "`: key for JWT-SVIDs without an id (JW-19)");
    }
    if (!JwtKeyJwk.isUsable(key)) {
      throw new InvalidBundleException(
          "bundle of `"
              + trustDomain
              + "`: no JWT-SVID can be signed with key `"
              + id
              + "` (expected: EC P-256, P-384, P-521 or RSA of 2048 to 8192 bits)");
    }
  }
}
