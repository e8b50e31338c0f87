package io.watchword.cli.policy;

import io.watchword.authz.activation.ManifestSettings;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.authz.simulate.MeshModel;
import io.watchword.authz.simulate.PolicySimulator;
import io.watchword.authz.simulate.Question;
import io.watchword.authz.simulate.Verdict;
import io.watchword.bundles.archive.ArchiveLimits;
import io.watchword.bundles.archive.BundleArchive;
import io.watchword.bundles.archive.BundleDigest;
import io.watchword.bundles.archive.Manifest;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.identity.id.SpiffeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What would have let a denied request through, found by asking the very bundle that decided
/// again. Where that bundle is not at hand any more, the explanation stays without it.
final class NearestChange {

  private static final String LABELS = "destination.labels.";

  private NearestChange() {}

  static Explanation add(Explanation explanation, MeshDirectory mesh) {
    if (!explanation.nearestChange().isEmpty()) {
      return explanation;
    }
    return bundle(mesh.resolve("proxy/last-good-bundle.tar.gz"), explanation.policyDigest())
        .map(policy -> ask(policy, explanation))
        .filter(verdict -> !verdict.allowed())
        .map(verdict -> explanation.withNearestChange(verdict.nearestChange()))
        .orElse(explanation);
  }

  private static Optional<LoadedPolicy> bundle(Path file, String digest) {
    try {
      byte[] archive = Files.readAllBytes(file);
      if (!BundleDigest.of(archive).equals(digest)) {
        return Optional.empty();
      }
      return Optional.of(load(BundleArchive.read(archive, ArchiveLimits.DEFAULT), digest));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static LoadedPolicy load(List<PolicyFile> files, String digest) {
    LoadSettings settings =
        files.stream()
            .filter(file -> file.path().equals(Manifest.PATH))
            .map(file -> Manifest.parse(file.content()))
            .map(manifest -> ManifestSettings.settings(manifest, LoadSettings.DEFAULT))
            .findFirst()
            .orElse(LoadSettings.DEFAULT);
    List<PolicyFile> policies =
        files.stream().filter(file -> !file.path().startsWith(".")).toList();
    return PolicyLoader.load(policies, settings.withDigest(digest));
  }

  private static Verdict ask(LoadedPolicy policy, Explanation explanation) {
    Map<String, String> facts = explanation.facts();
    Map<String, String> labels = new HashMap<>();
    facts.forEach(
        (name, value) -> {
          if (name.startsWith(LABELS)) {
            labels.put(name.substring(LABELS.length()), value);
          }
        });
    String spiffeId = facts.getOrDefault("destination.spiffe_id", explanation.destination());
    List<String> segments = SpiffeId.parse(spiffeId).segments();
    MeshModel.Workload workload =
        new MeshModel.Workload(
            facts.getOrDefault("destination.workload", ""),
            facts.getOrDefault("destination.namespace", ""),
            segments.isEmpty() ? "" : segments.getLast(),
            spiffeId,
            labels,
            List.of());
    MeshModel model = new MeshModel(policy.rootNamespace(), DefaultAction.DENY, List.of(workload));
    return PolicySimulator.simulate(policy, model, Question.ofFacts(workload, facts));
  }
}
