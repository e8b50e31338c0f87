package io.watchword.ca.admin;

import java.time.Instant;
import java.util.Optional;

/// What an operator can know about this CA at a glance.
///
/// @param backend of the roots: `embedded`, `vault-pki`
/// @param nodesAddress where agents come, `HOST:PORT`
public record CaFacts(
    String trustDomain,
    String backend,
    String version,
    String nodesAddress,
    Optional<Instant> intermediateNotAfter,
    Instant startedAt) {}
