/// What a way to prove a node to the CA implements: ours and those of others, found by
/// [java.util.ServiceLoader] and chosen in `agent.yaml`; see `docs/attestation.md`.
@NullMarked
package io.watchword.agent.node.plugin;

import org.jspecify.annotations.NullMarked;
