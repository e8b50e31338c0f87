package io.watchword.agent.node.plugin;

import java.util.Map;

/// Makes a [NodeProver] of the options in `agent.yaml`. Named in
/// `META-INF/services/io.watchword.agent.node.plugin.NodeProverProvider`, chosen by `attest:
/// {plugin: {type: TYPE, options: {KEY: VALUE}}}`.
public interface NodeProverProvider {

  /// The type that the CA's side has: lower-case letters, digits and `_`, none of our own.
  String type();

  /// One that works by `options`.
  ///
  /// @throws IllegalArgumentException where an option is missing, unknown or wrong: one sentence
  ///   for the operator
  NodeProver create(String trustDomain, Map<String, String> options);
}
