package io.watchword.ca.keys;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/// Roots that sign themselves, with keys wherever this CA has its own: the authority for who has
/// none above. Thread-safe.
public final class OwnRoots implements UpstreamAuthority {
  private static final String PREFIX = "root/";

  private final SigningKeys store;
  private final SigningCertificates certificates;
  private final KeyType keyType;
  private final InstantSource clock;

  /// @param keyType of roots made from now on
  public OwnRoots(
      SigningKeys store, SigningCertificates certificates, KeyType keyType, InstantSource clock) {
    this.store = store;
    this.certificates = certificates;
    this.keyType = keyType;
    this.clock = clock;
  }

  @Override
  public String backend() {
    return store.backend();
  }

  @Override
  public List<UpstreamRoot> roots() {
    return store.names(PREFIX).stream()
        .flatMap(name -> store.find(name).stream())
        .map(
            found -> new UpstreamRoot(found.name().substring(PREFIX.length()), found.certificate()))
        .sorted(
            Comparator.comparing((UpstreamRoot root) -> root.certificate().getNotBefore())
                .reversed())
        .toList();
  }

  @Override
  public UpstreamRoot createRoot(String name, Duration ttl) {
    Instant now = clock.instant();
    StoredKey stored =
        store.generate(
            PREFIX + name,
            keyType,
            key ->
                List.of(
                    certificates.root(
                        name, key, now.minus(SigningCertificates.BACKDATE), now.plus(ttl))));
    return new UpstreamRoot(name, stored.certificate());
  }

  @Override
  public List<X509Certificate> signIntermediate(UpstreamRoot root, byte[] csr, Duration ttl) {
    StoredKey stored =
        store
            .find(PREFIX + root.name())
            .orElseThrow(
                () ->
                    new KeysException(
                        "ca/root-unknown", "the key store holds no root `" + root.name() + "`"));
    return List.of(
        certificates.intermediate(csr, root.certificate(), stored.key(), clock.instant(), ttl));
  }

  @Override
  public void retireRoot(UpstreamRoot root) {
    store.destroy(PREFIX + root.name());
  }

  @Override
  public List<KeyCustody> custody() {
    return store.names(PREFIX).stream()
        .flatMap(name -> store.find(name).stream())
        .map(stored -> stored.key().custody("root"))
        .toList();
  }

  @Override
  public UpstreamHealth health() {
    return store.health();
  }
}
