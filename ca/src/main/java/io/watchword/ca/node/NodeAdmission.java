package io.watchword.ca.node;

import io.watchword.api.record.CaRecord;
import io.watchword.ca.attestation.AgentAttestor;
import io.watchword.ca.attestation.AttestationException;
import io.watchword.ca.attestation.AttestedAgent;
import io.watchword.ca.attestation.Node;
import io.watchword.ca.attestation.NodeEvidence;
import io.watchword.ca.attestation.NodeStatus;
import io.watchword.ca.attestation.Nodes;
import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.authority.TrusterRegistry;
import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.issuance.Issuer;
import io.watchword.identity.id.SpiffeId;
import io.watchword.platform.audit.AuditLog;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Agents coming, staying and going. Thread-safe: each change of what is known of an agent is one
/// step of the store, or a renewal under way could undo that it was sent away.
public final class NodeAdmission {
  private final Issuer issuer;
  private final AgentAttestor attestor;
  private final Nodes nodes;
  private final TrusterRegistry trusters;
  private final AuditLog audit;
  private final InstantSource clock;

  /// @param trusters which forgets an agent that is sent away only when its last SVID has expired
  public NodeAdmission(
      Issuer issuer,
      AgentAttestor attestor,
      Nodes nodes,
      TrusterRegistry trusters,
      AuditLog audit,
      InstantSource clock) {
    this.issuer = issuer;
    this.attestor = attestor;
    this.nodes = nodes;
    this.trusters = trusters;
    this.audit = audit;
    this.clock = clock;
  }

  /// The first node SVID, for evidence such as a join token.
  ///
  /// @param challenge asks the agent for more, where the evidence calls for it
  public IssuedSvid attest(NodeEvidence evidence, Challenge challenge, CertificateRequest request) {
    try {
      IssuedSvid svid = issuer.firstOfNode(evidence, challenge, request);
      remember(svid);
      audit.append(new CaRecord.Node("attested", svid.id().toString(), evidence.type(), ""));
      return svid;
    } catch (AttestationException e) {
      // The type only where it is one of ours: it comes from a stranger.
      String type = e.code().equals("ca/attestation-unknown") ? "unknown" : evidence.type();
      audit.append(new CaRecord.Node("refused", "", type, String.valueOf(e.getMessage())));
      throw e;
    }
  }

  /// The next node SVID.
  public IssuedSvid renew(AttestedAgent agent, CertificateRequest request) {
    IssuedSvid svid = issuer.nextOfNode(agent, request);
    remember(svid);
    audit.append(new CaRecord.Node("renewed", svid.id().toString(), "x509-svid", ""));
    return svid;
  }

  /// Who presented `chain`; a refusal is recorded.
  public AttestedAgent recognise(List<X509Certificate> chain) {
    try {
      return attestor.byCertificate(chain);
    } catch (AttestationException e) {
      audit.offer(new CaRecord.Node("refused", "", "x509-svid", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  /// An agent, and until when nothing needs to be asked again.
  ///
  /// @param mark of what is known of it
  /// @param until its SVID ends
  public record Recognised(AttestedAgent agent, long mark, Instant until) {}

  /// Who presented `chain`, with what it takes to see that this is so still.
  public Recognised recogniseForNow(List<X509Certificate> chain) {
    AttestedAgent first = recognise(chain);
    // The mark before the look that counts: a change in between is seen at the next one.
    long mark = nodes.mark(first.id());
    return new Recognised(recognise(chain), mark, chain.getFirst().getNotAfter().toInstant());
  }

  /// Whether `recognised` is known as it was, as long as what the mesh trusts is the same.
  public boolean isCurrent(Recognised recognised) {
    return recognised.mark() == nodes.mark(recognised.agent().id())
        && !clock.instant().isAfter(recognised.until());
  }

  /// Sends the agent `id` away: `EVICTED`, and it may come back with a new token, or `BANNED`.
  ///
  /// @throws UnknownAgentException where there is none of that ID
  public Node dismiss(SpiffeId id, NodeStatus status, String reason) {
    show(id);
    audit.append(new CaRecord.Node(status.label(), id.toString(), "", reason));
    Node dismissed =
        nodes
            .change(id, node -> node.with(status))
            .orElseThrow(() -> new UnknownAgentException(id));
    trusters.expire(id.toString());
    return dismissed;
  }

  /// The agent `id`.
  ///
  /// @throws UnknownAgentException where there is none of that ID
  public Node show(SpiffeId id) {
    return nodes.find(id).orElseThrow(() -> new UnknownAgentException(id));
  }

  /// All agents.
  public List<Node> all() {
    return nodes.all();
  }

  private void remember(IssuedSvid svid) {
    nodes.change(svid.id(), node -> node.withSvidUntil(svid.notAfter()));
  }
}
