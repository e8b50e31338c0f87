package io.watchword.ca.issuance;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AgentAttestor;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.attestation.NodeEvidence;
import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.csr.CsrVerifier;
import io.watchword.ca.csr.VerifiedCsr;
import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.SerialNumbers;
import io.watchword.ca.registration.Grant;
import io.watchword.ca.registration.Registrar;
import io.watchword.platform.audit.AuditLog;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/// The journey of a certificate, from a request to an SVID. Thread-safe; each step is a package
/// next door: `csr`, `attestation`, `registration`, here, `keys`.
public final class Issuer {
  private final CsrVerifier csrs = new CsrVerifier();
  private final SvidSigner signer = new SvidSigner();
  private final SvidProfile profile = new SvidProfile();

  private final AgentAttestor attestor;
  private final Registrar registrar;
  private final Supplier<Intermediate> intermediates;
  private final SerialNumbers serials;
  private final IssuanceJournal journal;
  private final AuditLog audit;
  private final InstantSource clock;

  /// What an issuer works with.
  ///
  /// @param intermediates the one that signs now
  public record Parts(
      AgentAttestor attestor,
      Registrar registrar,
      Supplier<Intermediate> intermediates,
      SerialNumbers serials,
      IssuanceJournal journal,
      AuditLog audit,
      InstantSource clock) {}

  /// Made of `parts`.
  public Issuer(Parts parts) {
    this.attestor = parts.attestor();
    this.registrar = parts.registrar();
    this.intermediates = parts.intermediates();
    this.serials = parts.serials();
    this.journal = parts.journal();
    this.audit = parts.audit();
    this.clock = parts.clock();
  }

  /// An SVID for the workloads of `agent` that entry `entryId` means.
  ///
  /// @param values what stands for the places of the entry's SPIFFE ID, by `type:key`
  public IssuedSvid workload(
      AttestedAgent agent, String entryId, Map<String, String> values, CertificateRequest request) {
    VerifiedCsr csr = csrs.verify(request);
    Grant grant = registrar.workload(agent, entryId, values);
    return issue(csr, grant);
  }

  /// The first node SVID of the agent that shows `evidence`.
  public IssuedSvid firstOfNode(
      NodeEvidence evidence, Challenge challenge, CertificateRequest request) {
    // The request first: a token must not be spent on one that cannot be served.
    VerifiedCsr csr = csrs.verify(request);
    AttestedAgent agent = attestor.byEvidence(evidence, challenge);
    Grant grant = registrar.node(agent);
    return issue(csr, grant);
  }

  /// The next node SVID of `agent`.
  public IssuedSvid nextOfNode(AttestedAgent agent, CertificateRequest request) {
    VerifiedCsr csr = csrs.verify(request);
    Grant grant = registrar.node(agent);
    return issue(csr, grant);
  }

  /// The CA's own SVID, for its listener.
  public IssuedSvid ownOfCa(CertificateRequest request) {
    VerifiedCsr csr = csrs.verify(request);
    Grant grant = registrar.ca();
    return issue(csr, grant);
  }

  private IssuedSvid issue(VerifiedCsr csr, Grant grant) {
    Intermediate issuer = intermediates.get();
    Instant now = clock.instant();
    SvidTemplate template = SvidTemplate.of(grant, csr, issuer, serials, now);
    X509Certificate leaf = signer.sign(template, issuer);
    profile.check(leaf, template, issuer, now);
    record(template, issuer);
    return new IssuedSvid(grant.id(), issuer.chainOf(leaf), issuer.root(), issuer.rootSha256());
  }

  // INVARIANT: both are on disk before the certificate leaves; either failing means it does not.
  private void record(SvidTemplate template, Intermediate issuer) {
    Grant grant = template.grant();
    CaRecord.Issuance issuance =
        new CaRecord.Issuance(
            grant.kind(),
            grant.id().toString(),
            template.serial().toString(16),
            template.csr().spkiSha256(),
            issuer.certificate().getSerialNumber().toString(16),
            issuer.rootSha256(),
            template.notBefore(),
            template.notAfter(),
            grant.agent(),
            grant.entryId(),
            grant.selectors());
    journal.record(issuance);
    audit.append(issuance);
  }
}
