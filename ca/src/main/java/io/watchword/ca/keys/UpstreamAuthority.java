package io.watchword.ca.keys;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// The authority above us: it holds the roots and signs our intermediate. Thread-safe; calls may
/// block on a network.
///
/// Every effect can be repeated: the same name or request after a crash finds what the first call
/// made.
public interface UpstreamAuthority extends AutoCloseable {

  /// `embedded`, `vault-transit`, `vault-pki` or `file`.
  String backend();

  /// All roots it knows and can sign with, the one it would sign with by itself first; empty where
  /// it has none yet.
  ///
  /// @throws UpstreamUnavailableException where it cannot say
  List<UpstreamRoot> roots();

  /// Stands for what `roots()` would say: another text whenever that may have changed. Cheap enough
  /// to be asked every second.
  ///
  /// @throws UpstreamUnavailableException where it cannot say
  default String rootsDigest() {
    return "";
  }

  /// The root called `name`: made (with a new key and `ttl` of life) where there is none of that
  /// name yet; found where there is, whatever its key and end. Where roots come from outside it is
  /// the one that the operator has put there as the next.
  ///
  /// @throws KeysException `ca/no-next-root` where nobody has
  /// @throws UpstreamUnavailableException where it cannot now
  UpstreamRoot createRoot(String name, Duration ttl);

  /// A certificate for our intermediate: a CA for `spiffe://TRUST_DOMAIN` with path length 0 that
  /// ends at the latest with its issuer; after it those between it and `root`, if any. The caller
  /// checks them: what comes back is a claim.
  ///
  /// @param root one of `roots()`
  /// @param csr PKCS#10, DER, with the extensions wanted
  /// @throws UpstreamUnavailableException where it cannot now
  List<X509Certificate> signIntermediate(UpstreamRoot root, byte[] csr, Duration ttl);

  /// Destroys the key of `root` and forgets it; nothing happens where it is gone already.
  ///
  /// @throws UpstreamUnavailableException where it cannot now
  void retireRoot(UpstreamRoot root);

  /// Where the keys of its roots are, as it says itself.
  ///
  /// @throws UpstreamUnavailableException where it cannot say
  List<KeyCustody> custody();

  /// Whether it could do all that now. Asks it; never throws.
  UpstreamHealth health();

  @Override
  default void close() {}
}
