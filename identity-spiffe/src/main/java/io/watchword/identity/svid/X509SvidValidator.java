package io.watchword.identity.svid;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.x509.CertificatePath;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.NoPathException;
import io.watchword.identity.x509.PathFinder;
import io.watchword.identity.x509.SignatureChecks;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// Turns the certificates a peer presented into a proven identity, or refuses them. Thread-safe;
/// one per process will do.
///
/// The body of [#validate] is the whole journey in its order: read, whose ID, whose roots, a path
/// that holds, what the authorities on it look like. No verdict is remembered: a root that is gone,
/// or an hour that has passed, counts at once.
public final class X509SvidValidator {
  // [1] X509-SVID §5. The order matters: nobody asks whether an ID is welcome before the path to it
  // holds.

  private static final int MAX_CHAIN_BYTES = 128 * 1024;

  private final PathFinder paths;
  private final RevocationPolicy policy;

  /// Where revocation lists are given, what they name is refused and nothing else.
  public X509SvidValidator() {
    this(RevocationPolicy.listed());
  }

  /// @param policy what counts where revocation lists leave a question open
  public X509SvidValidator(RevocationPolicy policy) {
    this(policy, SignatureChecks.ofTheJvm());
  }

  /// @param policy what counts where revocation lists leave a question open
  /// @param checks who checks signatures of certificates
  public X509SvidValidator(RevocationPolicy policy, SignatureChecks checks) {
    this.policy = policy;
    this.paths = new PathFinder(checks);
  }

  /// The identity that `chain` proves.
  ///
  /// @param chain leaf first; the rest in any order, with the root or without
  /// @param bundles whom we trust; only the bundle of the leaf's own trust domain is looked at
  /// @param now when every certificate of the path must be valid
  /// @throws InvalidSvidException saying why not
  public VerifiedX509Svid validate(
      List<? extends X509Certificate> chain, TrustBundles bundles, Instant now) {
    return validate(chain, bundles, RevocationLists.none(), now);
  }

  /// The identity that `chain` proves, and that no issuer on the way has revoked.
  ///
  /// Where several paths lead to roots, the first that holds is the one that is looked at: if it is
  /// revoked, no other is tried.
  ///
  /// @param chain leaf first; the rest in any order, with the root or without
  /// @param bundles whom we trust; only the bundle of the leaf's own trust domain is looked at
  /// @param revocations the lists that are known
  /// @param now when every certificate of the path must be valid
  /// @throws InvalidSvidException saying why not
  public VerifiedX509Svid validate(
      List<? extends X509Certificate> chain,
      TrustBundles bundles,
      RevocationLists revocations,
      Instant now) {
    List<StrictX509Certificate> certificates = read(chain);
    StrictX509Certificate leaf = certificates.getFirst();
    SpiffeId id = LeafProfile.idOf(leaf);
    List<StrictX509Certificate> roots = rootsOf(id.trustDomain(), bundles);
    CertificatePath path = pathFrom(certificates, roots, now);
    path.certificates().stream().skip(1).forEach(AuthorityProfile::check);
    AuthorityProfile.check(path.root());
    checkRevocation(path, revocations, now);
    return new VerifiedX509Svid(id, path);
  }

  private static List<StrictX509Certificate> read(List<? extends X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw InvalidSvidException.invalid("there is no certificate");
    }
    if (chain.size() > PathFinder.MAX_CERTIFICATES) {
      throw InvalidSvidException.invalid(
          "chain of "
              + chain.size()
              + " certificates (expected: at most "
              + PathFinder.MAX_CERTIFICATES
              + ")");
    }
    try {
      List<StrictX509Certificate> certificates = StrictX509Certificate.ofAll(chain);
      int bytes = certificates.stream().mapToInt(StrictX509Certificate::size).sum();
      if (bytes > MAX_CHAIN_BYTES) {
        throw InvalidSvidException.invalid(
            "chain of " + bytes + " bytes (expected: at most " + MAX_CHAIN_BYTES + ")");
      }
      return certificates;
    } catch (MalformedCertificateException e) {
      throw new InvalidSvidException(
          SvidRejection.INVALID_SVID, "certificate cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<StrictX509Certificate> rootsOf(TrustDomain domain, TrustBundles bundles) {
    X509Bundle bundle =
        bundles
            .get(domain)
            .orElseThrow(
                () ->
                    new InvalidSvidException(
                        SvidRejection.WRONG_TRUST_DOMAIN,
                        "trust domain `" + domain + "` is not trusted (X5-32)"));
    if (bundle.roots().isEmpty()) {
      throw new InvalidSvidException(
          SvidRejection.UNTRUSTED,
          "bundle of `" + domain + "` has no roots for X.509-SVIDs (X5-39)");
    }
    return bundle.strictRoots();
  }

  private CertificatePath pathFrom(
      List<StrictX509Certificate> certificates, List<StrictX509Certificate> roots, Instant now) {
    try {
      return paths.find(
          certificates.getFirst(), certificates.subList(1, certificates.size()), roots, now);
    } catch (NoPathException e) {
      throw new InvalidSvidException(rejection(e), e.getMessage() + " (X5-26)", e);
    } catch (MalformedCertificateException e) {
      throw new InvalidSvidException(
          SvidRejection.INVALID_SVID, "certificate cannot be read: " + e.getMessage(), e);
    }
  }

  private void checkRevocation(CertificatePath path, RevocationLists revocations, Instant now) {
    if (revocations.isEmpty() && !policy.listRequired()) {
      return;
    }
    List<StrictX509Certificate> certificates = path.certificates();
    for (int i = certificates.size() - 1; i >= 0; i--) {
      boolean isLast = i == certificates.size() - 1;
      StrictX509Certificate issuer = isLast ? path.root() : certificates.get(i + 1);
      revocations.check(certificates.get(i), issuer, policy, now);
    }
  }

  private static SvidRejection rejection(NoPathException e) {
    return switch (e.problem()) {
      case UNTRUSTED -> SvidRejection.UNTRUSTED;
      case EXPIRED -> SvidRejection.EXPIRED;
      case NOT_YET_VALID -> SvidRejection.NOT_YET_VALID;
      case INVALID -> SvidRejection.INVALID_SVID;
    };
  }
}
