package io.watchword.ca.jwt;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.issuance.IssuanceException;
import io.watchword.ca.issuance.IssuanceJournal;
import io.watchword.ca.issuance.Rulings;
import io.watchword.ca.policy.IssuanceQuestion;
import io.watchword.ca.registration.EntryTrait;
import io.watchword.ca.registration.Grant;
import io.watchword.ca.registration.Registrar;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.jwt.InvalidJwtSvidException;
import io.watchword.identity.jwt.JwtSvidValidator;
import io.watchword.identity.jwt.VerifiedJwtSvid;
import io.watchword.platform.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The journey of a JWT-SVID: a grant, the policy, a signature, a check with the validator that
/// everyone uses, journal and audit log, and only then out. Thread-safe.
public final class JwtIssuer {
  private final Parts parts;
  private final Rulings rulings;
  private final JwtSvidValidator validator = new JwtSvidValidator();

  /// What an issuer works with.
  ///
  /// @param issuer `iss` of the tokens; empty: they have none
  /// @param random for token ids
  public record Parts(
      Registrar registrar,
      JwtKeys keys,
      IssuanceJournal journal,
      Optional<String> issuer,
      AuditLog audit,
      InstantSource clock,
      RandomGenerator random) {}

  /// Made of `parts`; `rulings` has the last word.
  public JwtIssuer(Parts parts, Rulings rulings) {
    this.parts = parts;
    this.rulings = rulings;
  }

  /// A token for the workloads of `agent` that entry `entryId` means.
  ///
  /// @param values what stands for the places of the entry's SPIFFE ID, by `type:key`
  public IssuedJwt workload(
      AttestedAgent agent, String entryId, Map<String, String> values, Audience audience) {
    return issue(parts.registrar().token(agent, entryId, values), audience);
  }

  /// What `grant` gives.
  public IssuedJwt issue(Grant grant, Audience audience) {
    JwtKeys.Signer signer = parts.keys().signer();
    // Tokens know whole seconds.
    Instant now = parts.clock().instant();
    Instant begin = now.truncatedTo(ChronoUnit.SECONDS);
    Duration ttl =
        rulings.ttl(
            new IssuanceQuestion(grant, grant.ttl(), Optional.empty(), audience.values(), now));
    Instant end = earlier(begin.plus(ttl), signer.published().notAfter());
    if (!end.isAfter(now)) {
      throw new IssuanceException("ca/no-jwt-key", "the key that signs JWT-SVIDs ended at " + end);
    }
    String jti = wantsJti(grant) ? randomId() : "";
    String token = TokenSigner.sign(claims(grant, audience, begin, end, jti), signer);
    check(token, grant, audience, signer, end, now);
    CaRecord.JwtIssuance issuance =
        new CaRecord.JwtIssuance(
            grant.id().toString(),
            audience.values(),
            signer.published().keyId(),
            jti,
            begin,
            end,
            grant.agent(),
            grant.entryId());
    // INVARIANT: both are on disk before a token leaves; either failing means it does not.
    parts.journal().record(issuance);
    parts.audit().append(issuance);
    return new IssuedJwt(grant.id(), token, begin, end);
  }

  private Map<String, Object> claims(
      Grant grant, Audience audience, Instant begin, Instant end, String jti) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", grant.id().toString());
    claims.put("aud", audience.values());
    claims.put("exp", end.getEpochSecond());
    claims.put("iat", begin.getEpochSecond());
    parts.issuer().ifPresent(issuer -> claims.put("iss", issuer));
    if (!jti.isEmpty()) {
      claims.put("jti", jti);
    }
    return claims;
  }

  private void check(
      String token,
      Grant grant,
      Audience audience,
      JwtKeys.Signer signer,
      Instant end,
      Instant now) {
    JwtBundles bundles =
        JwtBundles.of(
            new JwtBundle(
                grant.id().trustDomain(),
                Map.of(signer.published().keyId(), signer.key().publicKey())));
    VerifiedJwtSvid verified;
    try {
      verified = validator.validate(token, audience.values().getFirst(), bundles, now);
    } catch (InvalidJwtSvidException e) {
      throw new IssuanceException(
          "ca/svid-refused", "the JWT-SVID just signed is not valid: " + e.getMessage(), e);
    }
    if (!verified.id().equals(grant.id())
        || !verified.audience().equals(audience.values())
        || !verified.expiresAt().equals(end)) {
      throw new IssuanceException(
          "ca/svid-refused", "the JWT-SVID just signed does not say what was granted");
    }
  }

  private static boolean wantsJti(Grant grant) {
    return grant.entry().filter(entry -> entry.has(EntryTrait.JWT_SVID_INCLUDE_JTI)).isPresent();
  }

  private String randomId() {
    byte[] bytes = new byte[16];
    parts.random().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
