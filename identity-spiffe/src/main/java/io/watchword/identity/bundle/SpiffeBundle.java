package io.watchword.identity.bundle;

import io.watchword.identity.id.TrustDomain;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// All that a SPIFFE bundle document says of one trust domain: roots of X.509-SVIDs, keys of
/// JWT-SVIDs, sequence, refresh hint. Immutable; any thread.
///
/// @param x509 the roots; sequence and hint of the whole stand here
/// @param jwt the keys, of the same trust domain
public record SpiffeBundle(X509Bundle x509, JwtBundle jwt) {

  /// Checks that both are of one trust domain.
  public SpiffeBundle {
    if (!x509.trustDomain().equals(jwt.trustDomain())) {
      throw new IllegalArgumentException(
          "roots of `" + x509.trustDomain() + "` and keys of `" + jwt.trustDomain() + "`");
    }
  }

  /// Roots alone; JWT-SVIDs of the trust domain are refused.
  public static SpiffeBundle of(X509Bundle x509) {
    return new SpiffeBundle(x509, JwtBundle.empty(x509.trustDomain()));
  }

  /// Whose bundle it is.
  public TrustDomain trustDomain() {
    return x509.trustDomain();
  }

  /// Grows with every change, where it is known.
  public OptionalLong sequence() {
    return x509.sequence();
  }

  /// How often to ask for news.
  public Optional<Duration> refreshHint() {
    return x509.refreshHint();
  }

  /// Whether nothing of the trust domain can be verified with it (TB-08).
  public boolean isEmpty() {
    return x509.roots().isEmpty() && jwt.isEmpty();
  }

  /// The same contents under another sequence number.
  public SpiffeBundle withSequence(long number) {
    return new SpiffeBundle(x509.withSequence(number), jwt);
  }

  /// The same contents with another hint.
  public SpiffeBundle withRefreshHint(Duration hint) {
    return new SpiffeBundle(
        new X509Bundle(x509.trustDomain(), x509.roots(), x509.sequence(), Optional.of(hint)), jwt);
  }
}
