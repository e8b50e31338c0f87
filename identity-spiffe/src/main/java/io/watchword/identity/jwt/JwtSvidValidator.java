package io.watchword.identity.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.id.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Turns a token into a proven identity, or refuses it. Thread-safe; one per process will do.
///
/// The body of [#validate] is the whole journey in its order: the form, whose keys, the signature,
/// the times, the audience. Clocks: a token ends at its `exp` to the second, there is no grace; but
/// one whose `nbf` or `iat` lies a little ahead is accepted, because issuers hand out fresh tokens
/// and their clocks are not ours. How much ahead, is the leeway, 10 seconds if nothing else is
/// said.
public final class JwtSvidValidator {
  // [1] JWT-SVID §2 to §4. [2] RFC 7519 §4.1.4 to §4.1.6.

  /// How far ahead `nbf` and `iat` may lie where nothing else is said.
  public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(10);

  private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);

  private final Duration leeway;

  /// With the default leeway.
  public JwtSvidValidator() {
    this(DEFAULT_LEEWAY);
  }

  /// @param leeway how far ahead `nbf` and `iat` may lie, at most five minutes
  public JwtSvidValidator(Duration leeway) {
    if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException("leeway " + leeway + " (expected: 0 to 5 minutes)");
    }
    this.leeway = leeway;
  }

  /// The identity that `token` proves to `audience`.
  ///
  /// @param token in JWS compact serialization, without `Bearer`
  /// @param audience who we are to the bearer; the token must name it
  /// @param bundles whom we trust; only the bundle of the trust domain of the token's `sub` is
  ///   looked at
  /// @param now when the token must be valid
  /// @throws InvalidJwtSvidException saying why not
  public VerifiedJwtSvid validate(String token, String audience, JwtBundles bundles, Instant now) {
    if (audience.isEmpty()) {
      throw new IllegalArgumentException("audience to verify tokens for is empty");
    }
    JwtSvid svid = JwtSvid.parse(token);
    JwtBundle keys = keysOf(svid.id().trustDomain(), bundles);
    String keyId = signer(svid, keys);
    checkTimes(svid.claims(), now);
    checkAudience(svid, audience);
    return new VerifiedJwtSvid(svid, keyId);
  }

  private static JwtBundle keysOf(TrustDomain domain, JwtBundles bundles) {
    JwtBundle bundle =
        bundles
            .get(domain)
            .orElseThrow(
                () ->
                    new InvalidJwtSvidException(
                        JwtRejection.WRONG_TRUST_DOMAIN,
                        "trust domain `" + domain + "` is not trusted (JW-21)"));
    if (bundle.isEmpty()) {
      throw new InvalidJwtSvidException(
          JwtRejection.UNTRUSTED, "bundle of `" + domain + "` has no keys for JWT-SVIDs (TB-08)");
    }
    return bundle;
  }

  private static String signer(JwtSvid svid, JwtBundle bundle) {
    JwtAlgorithm algorithm = svid.header().algorithm();
    if (svid.header().keyId().isPresent()) {
      String id = svid.header().keyId().get();
      PublicKey key =
          bundle
              .get(id)
              .orElseThrow(
                  () ->
                      untrusted(
                          "bundle of `"
                              + bundle.trustDomain()
                              + "` has no key "
                              + Shown.quoted(id)
                              + " (JW-20)"));
      if (!algorithm.fits(key)) {
        throw untrusted("key " + Shown.quoted(id) + " is none of algorithm " + algorithm);
      }
      if (!isSigned(svid, key)) {
        throw untrusted("signature does not hold under key " + Shown.quoted(id));
      }
      return id;
    }
    for (Map.Entry<String, PublicKey> entry : bundle.keys().entrySet()) {
      if (algorithm.fits(entry.getValue()) && isSigned(svid, entry.getValue())) {
        return entry.getKey();
      }
    }
    throw untrusted(
        "signature holds under none of the "
            + bundle.keys().size()
            + " keys of `"
            + bundle.trustDomain()
            + "`");
  }

  private static boolean isSigned(JwtSvid svid, PublicKey key) {
    try {
      JWSVerifier verifier =
          key instanceof ECPublicKey elliptic
              ? new ECDSAVerifier(elliptic)
              : new RSASSAVerifier((RSAPublicKey) key);
      return verifier.verify(
          new JWSHeader(svid.header().algorithm().jose()),
          svid.signedPart().getBytes(StandardCharsets.US_ASCII),
          new Base64URL(svid.signature()));
    } catch (JOSEException e) {
      return false;
    }
  }

  private void checkTimes(JwtClaims claims, Instant now) {
    if (!now.isBefore(claims.expiresAt())) {
      throw new InvalidJwtSvidException(
          JwtRejection.EXPIRED, "token has expired at " + claims.expiresAt() + " (JW-15)");
    }
    Instant latest = now.plus(leeway);
    if (claims.notBefore().isPresent() && latest.isBefore(claims.notBefore().get())) {
      throw new InvalidJwtSvidException(
          JwtRejection.NOT_YET_VALID, "token is valid from " + claims.notBefore().get() + " on");
    }
    if (claims.issuedAt().isPresent() && latest.isBefore(claims.issuedAt().get())) {
      throw new InvalidJwtSvidException(
          JwtRejection.NOT_YET_VALID,
          "token was issued at " + claims.issuedAt().get() + ", which is still to come");
    }
  }

  private static void checkAudience(JwtSvid svid, String audience) {
    if (!svid.audience().contains(audience)) {
      throw new InvalidJwtSvidException(
          JwtRejection.WRONG_AUDIENCE,
          "token is not meant for " + Shown.quoted(audience) + " (JW-12)");
    }
  }

  private static InvalidJwtSvidException untrusted(String message) {
    return new InvalidJwtSvidException(JwtRejection.UNTRUSTED, message);
  }
}
