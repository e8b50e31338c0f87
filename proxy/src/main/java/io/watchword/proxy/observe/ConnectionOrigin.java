package io.watchword.proxy.observe;

/// Where a connection came in or goes out.
///
/// @param listener address of the listener it belongs to
/// @param localSpiffeId the workload's own SPIFFE ID; empty while it has none
/// @param peerAddress `ip:port` of the other side
public record ConnectionOrigin(
    String connectionId,
    Direction direction,
    String listener,
    String workload,
    String localSpiffeId,
    String peerAddress) {}
