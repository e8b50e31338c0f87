package io.watchword.ca.authority;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.IntermediateProfile;
import io.watchword.ca.keys.KeyStoreFile;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.identity.id.TrustDomain;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The intermediate that signs leaves, and the next one ahead of time. Thread-safe: one volatile
/// snapshot; changes take a lock, which is held while the authority above is asked.
public final class Intermediates implements Supplier<Intermediate> {
  private static final String PREFIX = "intermediate/";

  private final KeyStoreFile keys;
  private final UpstreamAuthority upstream;
  private final SigningCertificates certificates;
  private final IntermediateProfile profile;
  private final Duration ttl;
  private final InstantSource clock;
  private volatile @Nullable Intermediate current;

  /// @param ttl life of an intermediate, if its root lives as long
  public Intermediates(
      TrustDomain trustDomain,
      KeyStoreFile keys,
      UpstreamAuthority upstream,
      SigningCertificates certificates,
      Duration ttl,
      InstantSource clock) {
    this.keys = keys;
    this.upstream = upstream;
    this.certificates = certificates;
    this.profile = new IntermediateProfile(trustDomain);
    this.ttl = ttl;
    this.clock = clock;
  }

  /// The one that signs now.
  ///
  /// @throws AuthorityException `ca/no-intermediate` before there is one
  @Override
  public Intermediate get() {
    return peek()
        .orElseThrow(
            () -> new AuthorityException("ca/no-intermediate", "there is no intermediate yet"));
  }

  /// The one that signs now, if there is one.
  public Optional<Intermediate> peek() {
    return Optional.ofNullable(current);
  }

  /// Takes up the longest-living one under `root` that the key store holds, or has one signed.
  public synchronized void startUnder(UpstreamRoot root) {
    Instant now = clock.instant();
    current =
        stored(root).filter(found -> now.isBefore(found.notAfter())).orElseGet(() -> fresh(root));
  }

  /// Makes one called `name` under `root` unless it is there, and signs with it from now on.
  public synchronized void switchTo(UpstreamRoot root, String name) {
    current = signed(root, name);
  }

  /// Has the next one signed where half the life of this one is over.
  ///
  /// @return whether there is a new one
  public synchronized boolean renewIfDue(UpstreamRoot root) {
    if (!get().isHalfOver(clock.instant())) {
      return false;
    }
    Intermediate before = get();
    Intermediate next = fresh(root);
    if (!next.notAfter().isAfter(before.notAfter())) {
      // The root ends: another intermediate under it gains nothing, only a rotation does.
      keys.destroy(next.name());
      return false;
    }
    current = next;
    forgetExpired();
    return true;
  }

  /// Destroys the keys of all intermediates under the root with `sha256`, except the one in use.
  public synchronized void forgetUnder(String sha256) {
    String inUse = peek().map(Intermediate::name).orElse("");
    for (String name : keys.names(PREFIX)) {
      if (!name.equals(inUse) && isUnder(keys.chain(name), sha256)) {
        keys.destroy(name);
      }
    }
  }

  private void forgetExpired() {
    Instant now = clock.instant();
    for (String name : keys.names(PREFIX)) {
      List<X509Certificate> chain = keys.chain(name);
      if (now.isAfter(chain.getFirst().getNotAfter().toInstant())) {
        keys.destroy(name);
      }
    }
  }

  private Optional<Intermediate> stored(UpstreamRoot root) {
    return keys.names(PREFIX).stream()
        .filter(name -> isUnder(keys.chain(name), root.sha256()))
        .max(Comparator.comparing(name -> keys.chain(name).getFirst().getNotAfter()))
        .flatMap(keys::find)
        .map(Intermediates::of);
  }

  private Intermediate fresh(UpstreamRoot root) {
    return signed(root, root.name() + "-" + clock.instant().toEpochMilli());
  }

  private Intermediate signed(UpstreamRoot root, String name) {
    return of(
        keys.generate(
            PREFIX + name, KeyType.EC_P256, key -> List.of(sign(root, key), root.certificate())));
  }

  private X509Certificate sign(UpstreamRoot root, SigningKey key) {
    X509Certificate signed =
        upstream.signIntermediate(root, certificates.intermediateRequest(key), ttl);
    profile.check(signed, root.certificate(), key.publicKey(), clock.instant());
    return signed;
  }

  private static boolean isUnder(List<X509Certificate> chain, String rootSha256) {
    return Fingerprints.ofCertificate(chain.getLast()).equals(rootSha256);
  }

  private static Intermediate of(KeyStoreFile.StoredKey stored) {
    return new Intermediate(
        stored.name(), stored.key(), stored.certificate(), stored.chain().getLast());
  }
}
