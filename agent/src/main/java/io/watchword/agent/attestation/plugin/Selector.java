package io.watchword.agent.attestation.plugin;

/// One thing that is true of a workload, such as `k8s:ns:shop`: type `k8s`, value `ns:shop`.
///
/// @param type of the attestor that found it out
public record Selector(String type, String value) {

  /// Checks the form.
  public Selector {
    if (type.isEmpty() || type.indexOf(':') >= 0 || value.isEmpty()) {
      throw new IllegalArgumentException("a selector without type or value");
    }
  }

  /// As entries spell it.
  @Override
  public String toString() {
    return type + ":" + value;
  }
}
