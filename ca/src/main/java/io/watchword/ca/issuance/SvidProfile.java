package io.watchword.ca.issuance;

import io.watchword.ca.keys.Intermediate;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// The check of a leaf that we just signed: the CA does not trust itself. Thread-safe: no state.
///
/// First what every verifier in the mesh will check, with the same code; then that it says what the
/// template said.
final class SvidProfile {
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

  private final X509SvidValidator validator = new X509SvidValidator();

  void check(X509Certificate leaf, SvidTemplate template, Intermediate issuer, Instant now) {
    VerifiedX509Svid svid = validated(leaf, issuer, template, now);
    require(svid.id().equals(template.grant().id()), "names `" + svid.id() + "`");
    require(
        Arrays.equals(leaf.getPublicKey().getEncoded(), template.csr().key().getEncoded()),
        "certifies another key");
    require(leaf.getSerialNumber().equals(template.serial()), "has another serial number");
    require(leaf.getSerialNumber().bitLength() >= 64, "has a serial number of fewer than 64 bits");
    require(
        leaf.getNotBefore().toInstant().equals(template.notBefore())
            && leaf.getNotAfter().toInstant().equals(template.notAfter()),
        "has another validity");
    require(
        !leaf.getNotAfter().after(issuer.certificate().getNotAfter()), "outlives our intermediate");
    require(leaf.getSubjectX500Principal().getName().isEmpty(), "has a subject");
    require(
        Objects.requireNonNullElse(leaf.getCriticalExtensionOIDs(), List.of())
            .contains(SUBJECT_ALTERNATIVE_NAME),
        "has an empty subject and no critical subject alternative name (X5-05)");
  }

  private VerifiedX509Svid validated(
      X509Certificate leaf, Intermediate issuer, SvidTemplate template, Instant now) {
    X509Bundle bundle =
        new X509Bundle(
            template.grant().id().trustDomain(),
            List.of(issuer.root()),
            OptionalLong.empty(),
            Optional.empty());
    try {
      return validator.validate(
          issuer.chainOf(leaf), new TrustBundles(Map.of(bundle.trustDomain(), bundle)), now);
    } catch (InvalidSvidException e) {
      throw new IssuanceException(
          "ca/svid-refused", "the SVID just signed is not valid: " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IssuanceException("ca/svid-refused", "the SVID just signed " + fault);
    }
  }
}
