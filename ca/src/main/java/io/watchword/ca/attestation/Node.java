package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;

/// An agent as the CA knows it.
///
/// @param attestationType such as `join_token`
public record Node(
    SpiffeId id,
    NodeStatus status,
    String attestationType,
    Instant attestedAt,
    Instant svidNotAfter) {

  /// The same node in another state.
  public Node with(NodeStatus next) {
    return new Node(id, next, attestationType, attestedAt, svidNotAfter);
  }

  /// The same node with an SVID until `notAfter`.
  public Node withSvidUntil(Instant notAfter) {
    return new Node(id, status, attestationType, attestedAt, notAfter);
  }
}
