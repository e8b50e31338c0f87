package io.watchword.cli.identity;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.jwt.JwtSvid;
import io.watchword.identity.jwt.JwtSvidValidator;
import io.watchword.identity.jwt.VerifiedJwtSvid;
import java.time.Instant;
import java.util.Optional;

/// Keys of JWT-SVIDs from a file.
///
/// @param keys by trust domain; where the file does not say whose they are and nobody else did,
///   they are under a name that no token has
/// @param unsaid those keys
record OfflineKeys(JwtBundles keys, Optional<JwtBundle> unsaid) {

  /// Reads a bundle document or a map of them.
  ///
  /// @param domain whose bundle it is
  static OfflineKeys read(String text, Optional<TrustDomain> domain) {
    if (BundleJson.isMap(text)) {
      return new OfflineKeys(
          JwtBundles.of(
              BundleJson.parseWholeMap(text).values().stream().map(SpiffeBundle::jwt).toList()),
          Optional.empty());
    }
    JwtBundle bundle =
        BundleJson.parseWhole(domain.orElseGet(() -> new TrustDomain("unsaid")), text).jwt();
    return domain.isPresent()
        ? new OfflineKeys(JwtBundles.of(bundle), Optional.empty())
        : new OfflineKeys(JwtBundles.none(), Optional.of(bundle));
  }

  JwtVerdictView judge(String token, String audience, Instant now) {
    JwtBundles trusted =
        unsaid
            .map(
                bundle ->
                    JwtBundles.of(
                        new JwtBundle(JwtSvid.parse(token).id().trustDomain(), bundle.keys())))
            .orElse(keys);
    VerifiedJwtSvid verified = new JwtSvidValidator().validate(token, audience, trusted, now);
    return JwtVerdictView.accepted(verified.id().toString(), verified.claims(), "bundle");
  }
}
