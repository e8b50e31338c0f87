package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.util.List;

/// An agent as the CA knows it.
///
/// @param attestationType such as `join_token`
/// @param selectors what its attestation found out, as `x509pop:subject:cn:host-1`
public record Node(
    SpiffeId id,
    NodeStatus status,
    String attestationType,
    List<String> selectors,
    Instant attestedAt,
    Instant svidNotAfter) {

  /// Copies the selectors.
  public Node {
    selectors = List.copyOf(selectors);
  }

  /// Whether `next` cannot take this node's place.
  ///
  /// @param again whether the means of `next` may let the same agent in twice
  public boolean keepsOut(Node next, boolean again) {
    return switch (status) {
      case ATTESTED -> !again || !attestationType.equals(next.attestationType());
      case EVICTED -> false;
      case BANNED -> true;
    };
  }

  /// The same node in another state.
  public Node with(NodeStatus next) {
    return new Node(id, next, attestationType, selectors, attestedAt, svidNotAfter);
  }

  /// The same node with an SVID until `notAfter`.
  public Node withSvidUntil(Instant notAfter) {
    return new Node(id, status, attestationType, selectors, attestedAt, notAfter);
  }
}
