package io.watchword.agent.attestation.k8s;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.Default;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The key `workload-attestors.k8s` of `agent.yaml`.
///
/// @param kubelet its API: the secure port, or `http` with the read-only port on a loopback address
/// @param tokenFile shown to the secure port, read anew for each request; not there: none is shown
/// @param kubeletCa who signed the kubelet's certificate, in PEM
/// @param skipKubeletVerification takes any certificate: where kubelets sign their own
/// @param retryInterval how often to look for a container that is not listed yet
/// @param retryFor and for how long
public record K8sSettings(
    @Default("https://127.0.0.1:10250") URI kubelet,
    @Default("/var/run/secrets/kubernetes.io/serviceaccount/token") Path tokenFile,
    @Default("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt") Path kubeletCa,
    @Default("false") boolean skipKubeletVerification,
    @Default("500ms") @AtLeast("10ms") @AtMost("10s") Duration retryInterval,
    @Default("30s") @AtMost("5m") Duration retryFor) {

  /// Checks what the token would be sent to.
  public K8sSettings {
    boolean isLoopback =
        Optional.ofNullable(kubelet.getHost())
            .filter(
                host -> host.equals("localhost") || host.equals("[::1]") || host.startsWith("127."))
            .isPresent();
    if (!"https".equals(kubelet.getScheme())
        && !("http".equals(kubelet.getScheme()) && isLoopback)) {
      throw new IllegalArgumentException(
          "kubelet `"
              + kubelet
              + "` (expected: https://HOST:10250, or http:// to a loopback address)");
    }
  }
}
