package io.watchword.ca.keys;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/// Keys in this process's memory alone: they end with it. Thread-safe.
///
/// A CA that starts anew has lost the key of its root and begins with a new one, which no verifier
/// knows yet: for trials, and for who puts being forgotten above being reachable.
public final class MemoryKeys implements SigningKeys {
  private static final Map<String, String> WHERE = Map.of("store", "memory", "exportable", "false");

  private final NavigableMap<String, StoredKey> keys = new ConcurrentSkipListMap<>();

  @Override
  public String backend() {
    return EmbeddedSigningKey.BACKEND;
  }

  @Override
  public boolean outlivesTheProcess() {
    return false;
  }

  @Override
  public List<String> names(String prefix) {
    return keys.tailMap(prefix).keySet().stream()
        .takeWhile(name -> name.startsWith(prefix))
        .toList();
  }

  @Override
  public List<X509Certificate> chain(String name) {
    return find(name).map(StoredKey::chain).orElse(List.of());
  }

  @Override
  public Optional<StoredKey> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  @Override
  public StoredKey generate(
      String name, KeyType type, Function<SigningKey, List<X509Certificate>> certify) {
    Optional<StoredKey> existing = find(name);
    if (existing.isPresent()) {
      return existing.get();
    }
    KeyPair pair = type.newPair();
    SigningKey fresh = new EmbeddedSigningKey(pair.getPrivate(), pair.getPublic(), type, WHERE);
    StoredKey made = new StoredKey(name, fresh, certify.apply(fresh));
    StoredKey before = keys.putIfAbsent(name, made);
    return before == null ? made : before;
  }

  @Override
  public void destroy(String name) {
    keys.remove(name);
  }

  @Override
  public UpstreamHealth health() {
    return new UpstreamHealth.Usable();
  }
}
