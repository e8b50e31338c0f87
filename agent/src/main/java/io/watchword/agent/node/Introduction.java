package io.watchword.agent.node;

import io.watchword.agent.node.plugin.NodeProof;

/// One attempt to be let in by the CA.
///
/// @param type of attestation
/// @param ca whom to say it to
public record Introduction(String type, NodeProof proof, KnownCa ca) {}
