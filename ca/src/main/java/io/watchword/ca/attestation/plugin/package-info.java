/// What a way to attest nodes implements: ours and those of others, found by
/// [java.util.ServiceLoader] and chosen in `ca.yaml`; see `docs/attestation.md`.
@NullMarked
package io.watchword.ca.attestation.plugin;

import org.jspecify.annotations.NullMarked;
