package io.watchword.ca.attestation.plugin;

import java.time.InstantSource;
import java.util.Map;

/// Makes a [NodeAttestor] of the options in `ca.yaml`: named in
/// `META-INF/services/io.watchword.ca.attestation.plugin.NodeAttestorProvider` and chosen by
/// `node-attestors: {plugins: {TYPE: {KEY: VALUE}}}`.
public interface NodeAttestorProvider {

  /// How agents name it: lower-case letters, digits and `_`, none of our own.
  String type();

  /// One that works by `options`.
  ///
  /// @param options what stands in the file under its name
  /// @throws IllegalArgumentException where an option is missing, unknown or wrong: one sentence
  ///   for the operator
  NodeAttestor create(String trustDomain, Map<String, String> options, InstantSource clock);
}
