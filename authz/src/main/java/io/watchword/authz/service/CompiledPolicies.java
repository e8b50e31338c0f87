package io.watchword.authz.service;

import io.watchword.api.record.PolicyRecord;
import io.watchword.authz.load.LoadSettings;
import io.watchword.bundles.archive.PolicyFile;
import java.util.List;

/// Policies that passed every check.
///
/// @param settings what enforcers need to know of the mesh
/// @param artefacts what enforcers need beside the sources, such as `plan.json`
/// @param rules all rules, for the audit log
/// @param warnings what is suspicious but no error, one sentence each
record CompiledPolicies(
    LoadSettings settings,
    List<PolicyFile> artefacts,
    List<PolicyRecord.Rule> rules,
    List<String> warnings) {
  CompiledPolicies {
    artefacts = List.copyOf(artefacts);
    rules = List.copyOf(rules);
    warnings = List.copyOf(warnings);
  }
}
