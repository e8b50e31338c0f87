package io.watchword.authz.activation;

import java.time.Instant;

/// A policy in force.
///
/// @param digest `sha256:...` of its bundle
/// @param keyId of the key that signed it
public record ActivePolicy<P>(
    P policy, String digest, String revision, String keyId, Instant since) {}
