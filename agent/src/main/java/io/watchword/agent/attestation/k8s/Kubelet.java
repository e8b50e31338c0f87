package io.watchword.agent.attestation.k8s;

/// The pods of this node.
interface Kubelet {

  /// The list of pods, as Kubernetes prints it.
  ///
  /// @throws io.watchword.agent.attestation.plugin.FailedAttestationException where it cannot be
  ///   had
  byte[] pods();
}
