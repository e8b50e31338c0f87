package io.watchword.ca.attestation;

/// What an agent may do.
public enum NodeStatus {
  /// Everything an agent may.
  ATTESTED("attested"),
  /// Nothing until it attests itself anew with a new token.
  EVICTED("evicted"),
  /// Nothing, ever.
  BANNED("banned");

  private final String label;

  NodeStatus(String label) {
    this.label = label;
  }

  /// As the admin API says it.
  public String label() {
    return label;
  }

  /// The status that `label` names.
  public static NodeStatus of(String label) {
    for (NodeStatus status : values()) {
      if (status.label.equals(label)) {
        return status;
      }
    }
    throw new IllegalArgumentException("node status `" + label + "`");
  }
}
