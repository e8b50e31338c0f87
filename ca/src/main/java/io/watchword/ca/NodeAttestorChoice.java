package io.watchword.ca;

import io.watchword.ca.attestation.NodeAttestors;
import io.watchword.ca.attestation.NodeAttestors.Accepted;
import io.watchword.ca.attestation.http.HttpChallengeAttestor;
import io.watchword.ca.attestation.k8s.K8sPsatAttestor;
import io.watchword.ca.attestation.plugin.NodeAttestor;
import io.watchword.ca.attestation.plugin.NodeAttestorProvider;
import io.watchword.ca.attestation.x509pop.X509popAttestor;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.id.TrustDomain;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import io.watchword.platform.diagnostics.Suggestion;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The node attestors that `ca.yaml` chooses. No state.
final class NodeAttestorChoice {
  private static final List<String> OURS =
      List.of("join_token", "x509pop", "k8s_psat", "http_challenge");

  private NodeAttestorChoice() {}

  /// Ours, and those of others on the class path.
  ///
  /// @param trust what the mesh trusts now
  /// @throws InvalidInputException where the file names a plug-in that is not there, or a bundle
  ///   that cannot be read
  static NodeAttestors of(
      NodeAttestorSettings settings,
      TrustDomain domain,
      Supplier<TrustBundles> trust,
      RandomGenerator random,
      InstantSource clock) {
    List<Accepted> accepted = new ArrayList<>();
    settings
        .x509pop()
        .ifPresent(
            own ->
                accepted.add(
                    new Accepted(
                        made(
                            "x509pop",
                            () -> new X509popAttestor(own, domain, trust, random, clock)),
                        own.allowReattestation())));
    settings
        .k8sPsat()
        .ifPresent(
            own -> accepted.add(new Accepted(new K8sPsatAttestor(own), own.allowReattestation())));
    settings
        .httpChallenge()
        .ifPresent(
            own ->
                accepted.add(
                    new Accepted(HttpChallengeAttestor.of(own, random), own.allowReattestation())));
    if (!settings.plugins().isEmpty()) {
      plugins(settings.plugins(), ServiceLoader.load(NodeAttestorProvider.class), domain, clock)
          .forEach(plugin -> accepted.add(new Accepted(plugin, true)));
    }
    return new NodeAttestors(accepted);
  }

  /// Those of `options`, each made by the provider of its name.
  static List<NodeAttestor> plugins(
      Map<String, Map<String, String>> options,
      Iterable<NodeAttestorProvider> providers,
      TrustDomain domain,
      InstantSource clock) {
    Map<String, NodeAttestorProvider> byType = new TreeMap<>();
    for (NodeAttestorProvider provider : providers) {
      // One of our types from elsewhere could name our agents.
      if (!OURS.contains(provider.type()) && provider.type().matches("[a-z0-9_]{1,32}")) {
        byType.put(provider.type(), provider);
      }
    }
    List<NodeAttestor> made = new ArrayList<>();
    options.forEach(
        (type, own) -> {
          NodeAttestorProvider provider = byType.get(type);
          if (provider == null) {
            throw unknown(type, byType);
          }
          made.add(made("plugins." + type, () -> provider.create(domain.name(), own, clock)));
        });
    return made;
  }

  private static InvalidInputException unknown(
      String type, Map<String, NodeAttestorProvider> byType) {
    return new InvalidInputException(
        Diagnostic.error(
                "ca/attestor-unknown",
                "`node-attestors.plugins." + type + "`: no such plug-in is on the class path")
            .withHelp(
                Suggestion.nearest(type, byType.keySet())
                    .map(near -> "did you mean `" + near + "`?")
                    .orElse("plug-ins here: " + byType.keySet())));
  }

  private static NodeAttestor made(String key, Supplier<NodeAttestor> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          Diagnostic.error(
              "ca/attestor-options", "`node-attestors." + key + "`: " + e.getMessage()));
    }
  }
}
