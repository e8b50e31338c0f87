/// What a way to attest workloads implements: ours and those of others, found by
/// [java.util.ServiceLoader] and chosen in `agent.yaml`; see `docs/attestation.md`.
@NullMarked
package io.watchword.agent.attestation.plugin;

import org.jspecify.annotations.NullMarked;
