package io.watchword.agent;

import io.watchword.agent.node.KnownCa;
import io.watchword.agent.node.NodeStore;
import io.watchword.agent.node.ProvingWayIn;
import io.watchword.agent.node.TokenFile;
import io.watchword.agent.node.TokenWayIn;
import io.watchword.agent.node.WayIn;
import io.watchword.agent.node.plugin.NodeProver;
import io.watchword.agent.node.plugin.NodeProverProvider;
import io.watchword.agent.node.plugin.ProofUnavailableException;
import io.watchword.agent.node.prover.HttpChallengeProver;
import io.watchword.agent.node.prover.K8sPsatProver;
import io.watchword.agent.node.prover.X509popProver;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.platform.diagnostics.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/// The way in that `agent.yaml` chooses. No state.
final class WayInChoice {

  private static final Set<String> OURS =
      Set.of("join_token", "x509pop", "k8s_psat", "http_challenge");

  private WayInChoice() {}

  /// By what `attest` says, or else by join token.
  ///
  /// @throws InvalidInputException where the file names a plug-in that is not there
  static WayIn of(AgentConfig config, NodeStore store) {
    if (config.attest().isEmpty()) {
      return new TokenWayIn(new TokenFile(config.ca().tokenFile()), store);
    }
    NodeProver prover = prover(config.attest().get(), config.trustDomain());
    return new ProvingWayIn(prover, () -> known(config.ca()), store);
  }

  private static NodeProver prover(Attest attest, String trustDomain) {
    return switch (attest) {
      case Attest.X509pop own ->
          new X509popProver(trustDomain, own.certificate(), own.key(), own.intermediates());
      case Attest.K8sPsat own -> new K8sPsatProver(own.cluster(), own.tokenFile());
      case Attest.HttpChallenge own ->
          new HttpChallengeProver(
              own.hostname(), own.listen().toInetSocketAddress(), own.port(), own.agentName());
      case Attest.Plugin own ->
          plugin(own, trustDomain, ServiceLoader.load(NodeProverProvider.class));
    };
  }

  /// The one that `chosen` names, made by its provider.
  static NodeProver plugin(
      Attest.Plugin chosen, String trustDomain, Iterable<NodeProverProvider> providers) {
    Map<String, NodeProverProvider> byType = new TreeMap<>();
    for (NodeProverProvider provider : providers) {
      if (!OURS.contains(provider.type())) {
        byType.put(provider.type(), provider);
      }
    }
    NodeProverProvider provider = byType.get(chosen.type());
    if (provider == null) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "agent/attestor-unknown",
                  "`attest.plugin.type` `"
                      + chosen.type()
                      + "`: no such plug-in is on the class path")
              .withHelp(
                  Suggestion.nearest(chosen.type(), byType.keySet())
                      .map(near -> "did you mean `" + near + "`?")
                      .orElse("plug-ins here: " + byType.keySet())));
    }
    try {
      return provider.create(trustDomain, chosen.options());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          Diagnostic.error("agent/attestor-options", "`attest.plugin`: " + e.getMessage()));
    }
  }

  // Anew each time: operators renew the file while the agent runs.
  private static KnownCa known(AgentConfig.Ca ca) {
    List<StrictX509Certificate> roots =
        ca.trustBundle().map(WayInChoice::certificates).orElse(List.of());
    return new KnownCa(roots, Set.copyOf(ca.rootSha256()));
  }

  private static List<StrictX509Certificate> certificates(Path file) {
    try {
      return Pem.certificates(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException | MalformedCertificateException e) {
      throw new ProofUnavailableException(
          "the CA's roots in `" + file + "` cannot be read: " + e.getMessage(), e);
    }
  }
}
