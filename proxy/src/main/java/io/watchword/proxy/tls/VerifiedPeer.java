package io.watchword.proxy.tls;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;

/// What is known of a verified leaf certificate, computed once and remembered.
///
/// @param until the first moment at which a certificate of its chain is no longer valid
public record VerifiedPeer(
    SpiffeId spiffeId,
    String serial,
    String sha256,
    String spkiSha256,
    String rootSha256,
    Instant notAfter,
    Instant until) {}
