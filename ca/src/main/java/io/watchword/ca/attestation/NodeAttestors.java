package io.watchword.ca.attestation;

import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeAttestor;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The means by which agents of this CA may come in, beside the join token. Thread-safe.
public final class NodeAttestors implements AutoCloseable {
  private static final int MAX_SELECTORS = 256;
  private static final int MAX_SELECTOR_LENGTH = 1024;

  /// One of them, and what the operator says of it.
  ///
  /// @param allowReattestation whether an agent that proves itself again may come in again; only
  ///   where the proof is repeatable
  public record Accepted(NodeAttestor attestor, boolean allowReattestation) {}

  /// What was found out, checked for form.
  ///
  /// @param again whether it may let the same agent in twice
  record Proven(NodeClaim claim, boolean again) {}

  private final Map<String, Accepted> byType;

  /// @param accepted each of a type of its own
  public NodeAttestors(List<Accepted> accepted) {
    Map<String, Accepted> types = new LinkedHashMap<>();
    for (Accepted one : accepted) {
      if (types.putIfAbsent(one.attestor().type(), one) != null) {
        throw new IllegalArgumentException(
            "two node attestors of type `" + one.attestor().type() + "`");
      }
    }
    this.byType = Map.copyOf(types);
  }

  /// None: join tokens only.
  public static NodeAttestors none() {
    return new NodeAttestors(List.of());
  }

  Proven prove(NodeEvidence evidence, Challenge challenge) {
    Accepted accepted = byType.get(evidence.type());
    if (accepted == null) {
      throw new AttestationException(
          "ca/attestation-unknown",
          "this CA lets no agents in by `" + printable(evidence.type()) + "`");
    }
    NodeClaim claim = claim(accepted.attestor(), evidence, challenge);
    check(claim, evidence.type());
    return new Proven(claim, claim.repeatable() && accepted.allowReattestation());
  }

  @Override
  public void close() {
    byType.values().forEach(accepted -> accepted.attestor().close());
  }

  private static NodeClaim claim(
      NodeAttestor attestor, NodeEvidence evidence, Challenge challenge) {
    try {
      return attestor.attest(evidence.bytes(), challenge);
    } catch (RefusedEvidenceException e) {
      throw new AttestationException("ca/evidence-refused", String.valueOf(e.getMessage()), e);
    }
  }

  // A plug-in that speaks for other types than its own would forge what entries are tied to.
  private static void check(NodeClaim claim, String type) {
    if (claim.selectors().size() > MAX_SELECTORS) {
      throw new IllegalStateException("node attestor `" + type + "` found too many selectors");
    }
    for (String selector : claim.selectors()) {
      if (!selector.startsWith(type + ":") || selector.length() > MAX_SELECTOR_LENGTH) {
        throw new IllegalStateException(
            "node attestor `" + type + "` found a selector that is too long or not its own");
      }
    }
  }

  private static String printable(String type) {
    return type.length() <= 64 && type.matches("[A-Za-z0-9_-]*") ? type : "?";
  }
}
