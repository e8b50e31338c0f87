package io.watchword.ca.issuance;

import java.time.Instant;

/// A certificate that was issued, as the issuance journal remembers it.
///
/// @param number of its line: a greater one was issued later
/// @param kind `workload`, `node`, `ca`, `minted`, `downstream-ca`
/// @param agent SPIFFE ID of the agent it went to; empty for the CA's own
/// @param issuerSerial serial number of the certificate that signed it, lower-case hexadecimal
public record Leaf(
    long number,
    String kind,
    String spiffeId,
    String agent,
    String entryId,
    String serial,
    String rootSha256,
    String issuerSerial,
    Instant notAfter) {}
