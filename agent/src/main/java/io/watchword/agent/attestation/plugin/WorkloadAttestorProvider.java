package io.watchword.agent.attestation.plugin;

import java.util.Map;

/// Makes a [WorkloadAttestor] of the options in `agent.yaml`. Named in
/// `META-INF/services/io.watchword.agent.attestation.plugin.WorkloadAttestorProvider`, chosen by
/// `workload-attestors: {plugins: {TYPE: {KEY: VALUE}}}`.
public interface WorkloadAttestorProvider {

  /// What its selectors begin with: lower-case letters, digits and `_`, none of our own.
  String type();

  /// One that works by `options`.
  ///
  /// @param options what stands in the file under its name
  /// @throws IllegalArgumentException where an option is missing, unknown or wrong: one sentence
  ///   for the operator
  WorkloadAttestor create(Map<String, String> options);
}
