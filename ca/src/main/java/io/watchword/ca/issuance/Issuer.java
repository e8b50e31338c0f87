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
import io.watchword.ca.keys.Verification;
import io.watchword.ca.registration.Grant;
import io.watchword.ca.registration.Registrar;
import io.watchword.platform.audit.AuditLog;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The journey of a certificate, from a request to an SVID. Thread-safe; each step is a package
/// next door: `csr`, `attestation`, `registration`, `policy`, here, `keys`.
///
/// Orders that come together are worked on by all cores and recorded in one wait for the disk.
public final class Issuer {
  // Below that the cores' helping each other costs more than it gains.
  private static final int PARALLEL_FROM = 4;

  private final CsrVerifier csrs;
  private final SvidSigner signer = new SvidSigner();
  private final SvidProfile profile;
  private final SigningKeyReuse reuse;
  private final Rulings rulings;

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
  /// @param verification of requests and of what was signed
  /// @param rulings the operators' own word
  public record Parts(
      AgentAttestor attestor,
      Registrar registrar,
      Supplier<Intermediate> intermediates,
      SerialNumbers serials,
      IssuanceJournal journal,
      Verification verification,
      Rulings rulings,
      AuditLog audit,
      InstantSource clock) {}

  private record Signed(X509Certificate leaf, SvidTemplate template, Intermediate issuer) {

    IssuedSvid svid() {
      return new IssuedSvid(
          template.grant().id(), issuer.chainOf(leaf), issuer.root(), issuer.rootSha256());
    }

    CaRecord.Issuance issuance() {
      Grant grant = template.grant();
      return new CaRecord.Issuance(
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
    }
  }

  /// One of an order's two ends on the way: what is signed and not yet recorded, or why not.
  private sealed interface Half {
    record Good(Signed signed) implements Half {}

    record Bad(RuntimeException reason) implements Half {}
  }

  /// Made of `parts`.
  public Issuer(Parts parts) {
    this.csrs = new CsrVerifier(parts.verification());
    this.profile = new SvidProfile(parts.verification());
    this.reuse = new SigningKeyReuse();
    this.rulings = parts.rulings();
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
    return issue(request, csr -> registrar.workload(agent, entryId, values));
  }

  /// The same for many at once; each succeeds or fails on its own, in the order of `orders`.
  public List<OrderOutcome> workloads(AttestedAgent agent, List<Order> orders) {
    IntStream all = IntStream.range(0, orders.size());
    List<Half> halves =
        (orders.size() < PARALLEL_FROM ? all : all.parallel())
            .mapToObj(i -> half(agent, orders.get(i)))
            .toList();
    return recorded(halves);
  }

  /// The first node SVID of the agent that shows `evidence`.
  public IssuedSvid firstOfNode(
      NodeEvidence evidence, Challenge challenge, CertificateRequest request) {
    // The request first: a token must not be spent on one that cannot be served.
    return issue(request, csr -> registrar.node(attestor.byEvidence(evidence, challenge)));
  }

  /// The next node SVID of `agent`.
  public IssuedSvid nextOfNode(AttestedAgent agent, CertificateRequest request) {
    return issue(request, csr -> registrar.node(agent));
  }

  /// The CA's own SVID, for its listener.
  public IssuedSvid ownOfCa(CertificateRequest request) {
    return issue(request, csr -> registrar.ca());
  }

  /// What an operator asks for by name.
  public IssuedSvid minted(Grant grant, CertificateRequest request) {
    return issue(request, csr -> grant);
  }

  /// Does all that an issuance does except to record it and to hand it out: so that the code is
  /// warm before the first caller comes. What it signs names the CA and is dropped here.
  public void rehearse(CertificateRequest request) {
    Signed dropped = sign(csrs.verify(request), registrar.ca());
    if (dropped.leaf().getSerialNumber().signum() <= 0) {
      throw new IllegalStateException("a serial number that is not positive");
    }
  }

  private IssuedSvid issue(CertificateRequest request, Function<VerifiedCsr, Grant> granting) {
    VerifiedCsr csr = csrs.verify(request);
    Signed signed = sign(csr, granting.apply(csr));
    record(List.of(signed));
    return signed.svid();
  }

  private Half half(AttestedAgent agent, Order order) {
    try {
      VerifiedCsr csr = csrs.verify(order.request());
      return new Half.Good(sign(csr, registrar.workload(agent, order.entryId(), order.values())));
    } catch (RuntimeException e) {
      return new Half.Bad(e);
    }
  }

  private List<OrderOutcome> recorded(List<Half> halves) {
    List<Signed> good =
        halves.stream()
            .flatMap(half -> half instanceof Half.Good(Signed signed) ? Stream.of(signed) : null)
            .toList();
    RuntimeException failure = null;
    try {
      record(good);
    } catch (RuntimeException e) {
      failure = e;
    }
    List<OrderOutcome> outcomes = new ArrayList<>(halves.size());
    for (Half half : halves) {
      outcomes.add(
          switch (half) {
            case Half.Bad(RuntimeException reason) -> new OrderOutcome.Refused(reason);
            case Half.Good(Signed signed) ->
                failure == null
                    ? new OrderOutcome.Issued(signed.svid())
                    : new OrderOutcome.Refused(failure);
          });
    }
    return outcomes;
  }

  private Signed sign(VerifiedCsr csr, Grant grant) {
    Intermediate issuer = intermediates.get();
    reuse.refuse(csr, issuer);
    Instant now = clock.instant();
    SvidTemplate template =
        SvidTemplate.of(
            new SvidTemplate.Wanted(grant, rulings.ttl(grant, csr, now), csr),
            issuer,
            serials,
            now);
    X509Certificate leaf = signer.sign(template, issuer);
    profile.check(leaf, template, issuer, now);
    return new Signed(leaf, template, issuer);
  }

  // INVARIANT: both are on disk before a certificate leaves; either failing means it does not.
  private void record(List<Signed> signed) {
    if (signed.isEmpty()) {
      return;
    }
    List<CaRecord.Issuance> issuances = signed.stream().map(Signed::issuance).toList();
    journal.record(issuances);
    audit.appendAll(issuances);
  }
}
