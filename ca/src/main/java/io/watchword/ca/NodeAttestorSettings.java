package io.watchword.ca;

import io.watchword.ca.attestation.http.HttpChallengeSettings;
import io.watchword.ca.attestation.k8s.K8sPsatSettings;
import io.watchword.ca.attestation.x509pop.X509popSettings;
import io.watchword.platform.bootstrap.config.Default;
import java.util.Map;
import java.util.Optional;

/// The key `node-attestors` of `ca.yaml`: by which means agents may come in. Join tokens always
/// count: operators make them one by one.
///
/// @param x509pop certificates and their keys
/// @param k8sPsat service account tokens of Kubernetes
/// @param httpChallenge host names
/// @param plugins options of attestors that others made, by type
public record NodeAttestorSettings(
    Optional<X509popSettings> x509pop,
    Optional<K8sPsatSettings> k8sPsat,
    Optional<HttpChallengeSettings> httpChallenge,
    @Default("{}") Map<String, Map<String, String>> plugins) {

  /// None but join tokens.
  public static NodeAttestorSettings none() {
    return new NodeAttestorSettings(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }
}
