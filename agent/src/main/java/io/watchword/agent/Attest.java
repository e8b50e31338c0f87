package io.watchword.agent;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The key `attest` of `agent.yaml`: by which means the agent is let in, where not by a join token.
public sealed interface Attest {

  /// A certificate and its key.
  ///
  /// @param certificate PEM file, leaf first
  /// @param key PEM file, PKCS#8
  /// @param intermediates PEM file with more of the chain
  record X509pop(Path certificate, Path key, Optional<Path> intermediates) implements Attest {}

  /// The token of a Kubernetes service account.
  ///
  /// @param cluster as the CA calls it
  /// @param tokenFile a projected volume whose audience is the CA's
  record K8sPsat(String cluster, @Default("/var/run/secrets/tokens/watchword-agent") Path tokenFile)
      implements Attest {}

  /// A host name.
  ///
  /// @param hostname under which the CA reaches this node
  /// @param listen where to serve the CA's secret while the agent is attested
  /// @param port that the CA is told; 0: the one listened on
  /// @param agentName tells several agents of one host apart
  record HttpChallenge(
      String hostname,
      @Default("0.0.0.0:80") HostPort listen,
      @Default("0") @AtLeast("0") @AtMost("65535") int port,
      @Default("default") String agentName)
      implements Attest {}

  /// What others made.
  ///
  /// @param type of the plug-in
  record Plugin(String type, @Default("{}") Map<String, String> options) implements Attest {}
}
