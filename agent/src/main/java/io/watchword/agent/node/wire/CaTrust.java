package io.watchword.agent.node.wire;

import io.watchword.agent.node.KnownCa;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.tls.ChainTrustManager;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Whom the agent takes for its CA: who proves `spiffe://TRUST_DOMAIN/watchword/ca`. Host names
/// play no part. Thread-safe; remembers the root of the newest handshake.
final class CaTrust extends ChainTrustManager {

  private final SpiffeId expected;
  private final Function<List<X509Certificate>, TrustBundles> bundles;
  private final X509SvidValidator validator = new X509SvidValidator();
  private final InstantSource clock;
  private volatile Optional<String> root = Optional.empty();

  private CaTrust(
      TrustDomain trustDomain,
      Function<List<X509Certificate>, TrustBundles> bundles,
      InstantSource clock) {
    this.expected = SpiffeId.of(trustDomain, "watchword", "ca");
    this.bundles = bundles;
    this.clock = clock;
  }

  /// A CA under one of the roots of `bundle`.
  static CaTrust by(X509Bundle bundle, InstantSource clock) {
    return new CaTrust(bundle.trustDomain(), chain -> TrustBundles.of(bundle), clock);
  }

  /// The CA that `known` means: by its root, or by the digest of the root that its chain ends with.
  static CaTrust known(TrustDomain trustDomain, KnownCa known, InstantSource clock) {
    return new CaTrust(
        trustDomain, chain -> TrustBundles.of(knownRoots(trustDomain, known, chain)), clock);
  }

  /// Root of the newest handshake, lower-case hexadecimal.
  Optional<String> rootSha256() {
    return root;
  }

  @Override
  protected void checkServer(X509Certificate[] chain) throws CertificateException {
    try {
      List<X509Certificate> certificates = List.of(chain);
      VerifiedX509Svid ca =
          validator.validate(certificates, bundles.apply(certificates), clock.instant());
      if (!ca.id().equals(expected)) {
        throw new CertificateException(
            "the server is `" + ca.id() + "` (expected: `" + expected + "`)");
      }
      root = Optional.of(HexFormat.of().formatHex(ca.rootSha256()));
    } catch (IdentityException e) {
      throw new CertificateException("the server is not our CA: " + e.getMessage(), e);
    }
  }

  @Override
  protected void checkClient(X509Certificate[] chain) throws CertificateException {
    throw new CertificateException("an agent serves no TLS");
  }

  private static X509Bundle knownRoots(
      TrustDomain trustDomain, KnownCa known, List<X509Certificate> chain) {
    List<StrictX509Certificate> roots = new ArrayList<>(known.roots());
    StrictX509Certificate last = StrictX509Certificate.of(chain.getLast());
    if (known.rootSha256().contains(last.sha256Hex())) {
      roots.add(last);
    }
    return X509Bundle.of(trustDomain, roots.stream().distinct().toList());
  }
}
