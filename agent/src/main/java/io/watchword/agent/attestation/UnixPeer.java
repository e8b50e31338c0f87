package io.watchword.agent.attestation;

/// What the kernel says of the peer of a Unix socket, as of the moment it connected. Immutable.
///
/// @param pid 0 where the peer lives in a process namespace that we do not see
public record UnixPeer(int pid, int uid, int gid) {}
