package io.watchword.ca.federation;

import io.watchword.identity.bundle.SpiffeBundle;
import java.time.Instant;
import java.util.Optional;

/// A foreign trust domain as it is known now.
///
/// @param bundle the newest; empty until one was given or fetched
/// @param since when that one came
public record Federated(
    Relationship relationship, Optional<SpiffeBundle> bundle, Optional<Instant> since) {}
