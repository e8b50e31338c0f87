package io.watchword.ca.authority;

import io.watchword.ca.keys.Fingerprints;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.IntermediateProfile;
import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.StoredKey;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.identity.id.TrustDomain;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The intermediate that signs leaves, and the next one ahead of time. Thread-safe: one volatile
/// snapshot; changes take a lock, which is held while the authority above is asked.
public final class Intermediates implements Supplier<Intermediate> {
  /// What a CA is called that has no name of its own.
  public static final String DEFAULT_OWNER = "ca";

  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");

  private final String prefix;
  private final SigningKeys keys;
  private final UpstreamAuthority upstream;
  private final SigningCertificates certificates;
  private final IntermediateProfile profile;
  private final KeyType keyType;
  private final Duration ttl;
  private final InstantSource clock;
  private volatile @Nullable Intermediate current;

  /// For a CA that shares its keys' store with no other.
  ///
  /// @param ttl life of an intermediate, if its root lives as long
  public Intermediates(
      TrustDomain trustDomain,
      SigningKeys keys,
      UpstreamAuthority upstream,
      SigningCertificates certificates,
      Duration ttl,
      InstantSource clock) {
    this(
        new Parts(
            trustDomain, DEFAULT_OWNER, keys, upstream, certificates, KeyType.EC_P256, ttl, clock));
  }

  /// What intermediates are made with.
  ///
  /// @param owner name of this CA among those that share the trust domain: it stands in the names
  ///   of its keys, and keys of others are never touched
  /// @param keyType of keys made from now on
  /// @param ttl life of an intermediate, if its root lives as long
  public record Parts(
      TrustDomain trustDomain,
      String owner,
      SigningKeys keys,
      UpstreamAuthority upstream,
      SigningCertificates certificates,
      KeyType keyType,
      Duration ttl,
      InstantSource clock) {

    /// Checks the owner.
    public Parts {
      if (!OWNER.matcher(owner).matches()) {
        throw new IllegalArgumentException(
            "`" + owner + "` is no name of a CA (expected: letters, digits, `-` and `_`)");
      }
    }
  }

  /// Made of `parts`.
  public Intermediates(Parts parts) {
    this.prefix = "intermediate/" + parts.owner() + "/";
    this.keys = parts.keys();
    this.upstream = parts.upstream();
    this.certificates = parts.certificates();
    this.profile =
        new IntermediateProfile(parts.trustDomain(), parts.certificates().isConstrained());
    this.keyType = parts.keyType();
    this.ttl = parts.ttl();
    this.clock = parts.clock();
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

  /// Makes one called `name` under `root` unless it is there; it signs nothing yet.
  public synchronized void prepare(UpstreamRoot root, String name) {
    var unused = signed(root, name);
  }

  /// Signs again with the one called `name` in the key store.
  public synchronized void takeUp(String name) {
    current =
        keys.find(name)
            .map(Intermediates::of)
            .orElseThrow(
                () ->
                    new AuthorityException(
                        "ca/no-intermediate", "intermediate `" + name + "` is not there any more"));
  }

  /// Serial number of the one called `name` in the key store, lower-case hexadecimal.
  public Optional<String> serialOf(String name) {
    return keys.find(name).map(stored -> stored.chain().getFirst().getSerialNumber().toString(16));
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
    for (String name : keys.names(prefix)) {
      if (!name.equals(inUse) && isUnder(keys.chain(name), sha256)) {
        keys.destroy(name);
      }
    }
  }

  /// Destroys the key called `name` in the key store, unless it signs.
  public synchronized void forget(String name) {
    if (!name.isEmpty() && !name.equals(peek().map(Intermediate::name).orElse(""))) {
      keys.destroy(name);
    }
  }

  /// Destroys the key of the one that was made as `name`, unless it signs.
  public void forgetCalled(String name) {
    forget(prefix + name);
  }

  private void forgetExpired() {
    Instant now = clock.instant();
    for (String name : keys.names(prefix)) {
      List<X509Certificate> chain = keys.chain(name);
      if (now.isAfter(chain.getFirst().getNotAfter().toInstant())) {
        keys.destroy(name);
      }
    }
  }

  private Optional<Intermediate> stored(UpstreamRoot root) {
    return keys.names(prefix).stream()
        .filter(name -> isUnder(keys.chain(name), root.sha256()))
        .max(Comparator.comparing(name -> keys.chain(name).getFirst().getNotAfter()))
        .flatMap(keys::find)
        .map(Intermediates::of);
  }

  private Intermediate fresh(UpstreamRoot root) {
    // Names of roots are those of files and of issuers in Vault; ours are of fewer letters.
    String plain = root.name().replaceAll("[^A-Za-z0-9_-]", "-");
    return signed(root, plain + "-" + clock.instant().toEpochMilli());
  }

  private Intermediate signed(UpstreamRoot root, String name) {
    return of(keys.generate(prefix + name, keyType, key -> chain(root, key)));
  }

  private List<X509Certificate> chain(UpstreamRoot root, SigningKey key) {
    List<X509Certificate> signed =
        upstream.signIntermediate(root, certificates.intermediateRequest(key), ttl);
    profile.check(signed, root.certificate(), key.publicKey(), clock.instant());
    List<X509Certificate> whole = new ArrayList<>(signed);
    whole.add(root.certificate());
    return whole;
  }

  private static boolean isUnder(List<X509Certificate> chain, String rootSha256) {
    return Fingerprints.ofCertificate(chain.getLast()).equals(rootSha256);
  }

  private static Intermediate of(StoredKey stored) {
    List<X509Certificate> chain = stored.chain();
    return new Intermediate(
        stored.name(), stored.key(), chain.subList(0, chain.size() - 1), chain.getLast());
  }
}
