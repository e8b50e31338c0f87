package io.watchword.ca.attestation;

/// What a stranger shows in order to become an agent.
///
/// @param type such as `join_token`; of any content
/// @param bytes in the form of the type; of any content
public record NodeEvidence(String type, byte[] bytes) {

  /// Copies the bytes.
  public NodeEvidence {
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  // Evidence is a secret as often as not.
  @Override
  public String toString() {
    return "NodeEvidence[***]";
  }
}
