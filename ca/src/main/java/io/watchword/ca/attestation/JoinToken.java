package io.watchword.ca.attestation;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;

/// A join token as the CA keeps it: its hash, never the token.
///
/// @param hash SHA-256 of the token's random part, lower-case hexadecimal
/// @param agent who it makes of its bearer
public record JoinToken(String hash, SpiffeId agent, Instant expiresAt) {}
