package io.watchword.ca.issuance;

import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.Verification;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.RevocationPolicy;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.x509.StrictX509Certificate;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The check of a leaf that we just signed: the CA does not trust itself. Thread-safe: one volatile
/// memory of the issuer of last time.
///
/// First what every verifier in the mesh will check, with the same code; then that it says what the
/// template said.
final class SvidProfile {
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

  /// An intermediate as the validator wants it: read once, not once a leaf.
  private record Known(
      Intermediate issuer, List<StrictX509Certificate> chain, TrustBundles bundles) {

    static Known of(Intermediate issuer, TrustDomain domain) {
      return new Known(
          issuer,
          StrictX509Certificate.ofAll(issuer.chain()),
          TrustBundles.of(X509Bundle.of(domain, List.of(issuer.root()))));
    }
  }

  private final X509SvidValidator validator;
  private volatile @Nullable Known last;

  SvidProfile(Verification verification) {
    this.validator = new X509SvidValidator(RevocationPolicy.listed(), verification);
  }

  void check(X509Certificate leaf, SvidTemplate template, Intermediate issuer, Instant now) {
    VerifiedX509Svid svid = validated(leaf, issuer, template, now);
    require(svid.id().equals(template.grant().id()), "names `" + svid.id() + "`");
    require(
        Arrays.equals(leaf.getPublicKey().getEncoded(), info(template)), "certifies another key");
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
    Known known = known(issuer, template.grant().id().trustDomain());
    List<X509Certificate> chain = new ArrayList<>(known.chain().size() + 1);
    chain.add(leaf);
    chain.addAll(known.chain());
    try {
      return validator.validate(chain, known.bundles(), now);
    } catch (InvalidSvidException e) {
      throw new IssuanceException(
          "ca/svid-refused", "the SVID just signed is not valid: " + e.getMessage(), e);
    }
  }

  private Known known(Intermediate issuer, TrustDomain domain) {
    Known known = last;
    if (known == null || !known.issuer().equals(issuer)) {
      known = Known.of(issuer, domain);
      last = known;
    }
    return known;
  }

  private static byte[] info(SvidTemplate template) {
    try {
      return template.csr().info().getEncoded();
    } catch (IOException e) {
      throw new IssuanceException("ca/svid-refused", "the key cannot be encoded", e);
    }
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IssuanceException("ca/svid-refused", "the SVID just signed " + fault);
    }
  }
}
