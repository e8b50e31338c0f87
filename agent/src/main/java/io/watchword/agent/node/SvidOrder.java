package io.watchword.agent.node;

/// An SVID asked for.
///
/// @param entryId whose
/// @param csr PKCS#10 in DER
public record SvidOrder(String entryId, byte[] csr) {}
