package io.watchword.authz.simulate;

import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.yaml.YamlPolicy;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;

/// What is suspicious about a policy once the workloads are known. Stateless.
public final class MeshChecks {

  private MeshChecks() {}

  /// A warning for each YAML policy that selects no workload of `mesh`.
  public static List<Diagnostic> unusedSelectors(LoadedPolicy policy, MeshModel mesh) {
    List<Diagnostic> warnings = new ArrayList<>();
    for (YamlPolicy each : policy.yamlPolicies()) {
      boolean used = mesh.workloads().stream().anyMatch(w -> policy.selects(each, w.destination()));
      if (!used) {
        warnings.add(
            each.module()
                .source()
                .warning(
                    "authz/unused-selector",
                    "policy `" + each.id() + "` selects no workload of this mesh",
                    each.at(),
                    "selects nothing",
                    "check its namespace `"
                        + each.namespace()
                        + "` and its labels "
                        + each.matchLabels()));
      }
    }
    return warnings;
  }
}
