package io.watchword.ca.issuance;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.csr.VerifiedCsr;
import io.watchword.ca.policy.IssuancePolicy;
import io.watchword.ca.policy.IssuanceQuestion;
import io.watchword.ca.registration.Grant;
import io.watchword.platform.audit.AuditLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the operators' policy says to a grant, and the record of each no. Thread-safe.
///
/// The CA's own SVID is not asked about: a policy that is wrong must not lock its operators out.
public final class Rulings {
  private final IssuancePolicy policy;
  private final AuditLog audit;

  /// Asks `policy`, and tells `audit` of each no.
  public Rulings(IssuancePolicy policy, AuditLog audit) {
    this.policy = policy;
    this.audit = audit;
  }

  /// How long the certificate may live.
  ///
  /// @throws IssuanceException `ca/policy-denied`
  Duration ttl(Grant grant, VerifiedCsr csr, Instant now) {
    return ttl(new IssuanceQuestion(grant, grant.ttl(), Optional.of(csr), List.of(), now));
  }

  /// The same for what has no request.
  ///
  /// @throws IssuanceException `ca/policy-denied`
  public Duration ttl(IssuanceQuestion question) {
    Grant grant = question.grant();
    if (grant.kind().equals("ca")) {
      return question.ttl();
    }
    return switch (policy.rule(question)) {
      case IssuancePolicy.Ruling.Granted(Optional<Duration> cap) ->
          cap.filter(most -> most.compareTo(question.ttl()) < 0).orElse(question.ttl());
      case IssuancePolicy.Ruling.Denied(String rule, String reason) -> {
        audit.append(
            new CaRecord.IssuanceDenied(
                grant.kind(), grant.id().toString(), grant.agent(), grant.entryId(), rule, reason));
        // Not the reason: it is for operators, and the caller may be the reason.
        throw new IssuanceException(
            "ca/policy-denied", "the issuance policy does not allow `" + grant.id() + "`");
      }
    };
  }
}
