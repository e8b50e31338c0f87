package io.watchword.ca.attestation;

import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.keys.Fingerprints;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Second step of an issuance: who is calling? Thread-safe.
///
/// A join token counts once and names its agent; other means are [NodeAttestors]' and name their
/// agents below `/watchword/agent/TYPE/`. From then on the node SVID counts, checked against what
/// the mesh trusts at this moment, on each call: a connection that outlives its root is of no use.
public final class AgentAttestor {
  private static final String TOKEN_PREFIX = "wwt_";
  private static final String AGENT_PATH = "/watchword/agent/";
  private static final String JOIN_TOKEN = "join_token";

  private final TrustDomain trustDomain;
  private final Nodes nodes;
  private final JoinTokens tokens;
  private final NodeAttestors attestors;
  private final VerifiedCallers callers = new VerifiedCallers();
  private final Supplier<TrustBundles> trust;
  private final InstantSource clock;

  /// @param attestors means beside the join token
  /// @param trust what the mesh trusts now
  public AgentAttestor(
      TrustDomain trustDomain,
      Nodes nodes,
      JoinTokens tokens,
      NodeAttestors attestors,
      Supplier<TrustBundles> trust,
      InstantSource clock) {
    this.trustDomain = trustDomain;
    this.nodes = nodes;
    this.tokens = tokens;
    this.attestors = attestors;
    this.trust = trust;
    this.clock = clock;
  }

  /// A new join token and what is kept of it.
  ///
  /// @param text what the operator hands to the agent
  public record NewToken(String text, JoinToken kept) {}

  /// Makes a token for `agent`, or for an agent named after the token.
  ///
  /// @param rootSha256 of the root that signs now, so that the agent can tell this CA from another
  /// @throws AttestationException `ca/agent-id-refused` where `agent` is no ID an agent may have,
  ///   `ca/agent-banned`
  public NewToken newToken(
      Optional<SpiffeId> agent, Duration ttl, String rootSha256, RandomGenerator random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    String secretText = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    String hash = hash(secretText);
    SpiffeId id =
        agent.orElseGet(() -> new SpiffeId(trustDomain, AGENT_PATH + hash.substring(0, 32)));
    if (!id.isMemberOf(trustDomain) || !id.path().startsWith(AGENT_PATH)) {
      throw new AttestationException(
          "ca/agent-id-refused",
          "SPIFFE ID `" + id + "` (expected: `spiffe://" + trustDomain + AGENT_PATH + "NAME`)");
    }
    refuseBanned(id);
    JoinToken kept = new JoinToken(hash, id, clock.instant().plus(ttl));
    tokens.add(kept);
    return new NewToken(TOKEN_PREFIX + secretText + "." + rootSha256, kept);
  }

  /// Makes an attested agent of who shows `evidence`; its SVID is still to be issued.
  ///
  /// @throws AttestationException `ca/token-refused`, `ca/attestation-unknown`,
  ///   `ca/evidence-refused`, `ca/agent-banned`, `ca/agent-attested`
  public AttestedAgent byEvidence(NodeEvidence evidence, Challenge challenge) {
    if (evidence.type().equals(JOIN_TOKEN)) {
      return byToken(new String(evidence.bytes(), StandardCharsets.UTF_8));
    }
    NodeAttestors.Proven proven = attestors.prove(evidence, challenge);
    SpiffeId id = agentId(evidence.type(), proven.claim().name());
    return admit(id, evidence.type(), proven.claim().selectors(), proven.again());
  }

  private AttestedAgent byToken(String token) {
    Instant now = clock.instant();
    JoinToken taken =
        secret(token)
            .flatMap(secret -> tokens.take(hash(secret), now))
            .orElseThrow(
                () ->
                    new AttestationException(
                        "ca/token-refused", "the join token is unknown, used or expired"));
    // A new token is a new decision of the operator: it may bring back an agent that lost its SVID.
    return admit(taken.agent(), JOIN_TOKEN, List.of(), true);
  }

  private AttestedAgent admit(SpiffeId id, String type, List<String> selectors, boolean again) {
    Instant now = clock.instant();
    nodes
        .admit(new Node(id, NodeStatus.ATTESTED, type, selectors, now, now), again)
        .ifPresent(AgentAttestor::refuseFor);
    return new AttestedAgent(id, selectors);
  }

  private static void refuseFor(Node known) {
    if (known.status() == NodeStatus.BANNED) {
      throw new AttestationException("ca/agent-banned", "agent `" + known.id() + "` is banned");
    }
    throw new AttestationException(
        "ca/agent-attested",
        "agent `"
            + known.id()
            + "` is attested already, by `"
            + known.attestationType()
            + "` (evict it first, if it is to come again)");
  }

  private SpiffeId agentId(String type, String name) {
    try {
      return new SpiffeId(trustDomain, AGENT_PATH + type + "/" + name);
    } catch (InvalidSpiffeIdException e) {
      throw new AttestationException(
          "ca/evidence-refused",
          "the node cannot be named after what it showed: " + e.getMessage(),
          e);
    }
  }

  /// The agent whose certificate chain a connection presented.
  ///
  /// @param chain leaf first; empty where it presented none
  /// @throws AttestationException `ca/agent-unverified`, `ca/agent-unknown`, `ca/agent-evicted`,
  ///   `ca/agent-banned`
  public AttestedAgent byCertificate(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw new AttestationException(
          "ca/agent-unverified", "the caller presented no certificate (expected: a node SVID)");
    }
    VerifiedX509Svid svid;
    try {
      svid = callers.verify(chain, trust.get(), clock.instant());
    } catch (InvalidSvidException e) {
      throw new AttestationException(
          "ca/agent-unverified", "the caller's certificate is refused: " + e.getMessage(), e);
    }
    Node node =
        nodes
            .find(svid.id())
            .orElseThrow(
                () ->
                    new AttestationException(
                        "ca/agent-unknown", "`" + svid.id() + "` is no agent of this CA"));
    return switch (node.status()) {
      case ATTESTED -> ofThisAttestation(node, svid);
      case EVICTED ->
          throw new AttestationException(
              "ca/agent-evicted", "agent `" + node.id() + "` was evicted");
      case BANNED ->
          throw new AttestationException("ca/agent-banned", "agent `" + node.id() + "` is banned");
    };
  }

  // An agent that was evicted and came back by a new token is attested again; an SVID from before
  // that is not.
  private static AttestedAgent ofThisAttestation(Node node, VerifiedX509Svid svid) {
    Instant issued = svid.chain().getFirst().getNotBefore().toInstant();
    if (issued.plus(Duration.ofSeconds(11)).isBefore(node.attestedAt())) {
      throw new AttestationException(
          "ca/agent-evicted",
          "the caller's certificate is from before agent `" + node.id() + "` attested itself anew");
    }
    return new AttestedAgent(node.id(), node.selectors());
  }

  private void refuseBanned(SpiffeId id) {
    if (nodes.find(id).filter(node -> node.status() == NodeStatus.BANNED).isPresent()) {
      throw new AttestationException("ca/agent-banned", "agent `" + id + "` is banned");
    }
  }

  private static Optional<String> secret(String token) {
    int dot = token.indexOf('.');
    return token.startsWith(TOKEN_PREFIX) && dot > 0
        ? Optional.of(token.substring(TOKEN_PREFIX.length(), dot))
        : Optional.empty();
  }

  private static String hash(String secret) {
    return HexFormat.of().formatHex(Fingerprints.sha256(secret.getBytes(StandardCharsets.UTF_8)));
  }
}
