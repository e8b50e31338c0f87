package io.watchword.agent.attestation.plugin;

/// A local process that asks for an identity, as the kernel describes it: user and group as of the
/// moment it connected.
///
/// @param pid in the process namespace of the agent; 0 where it lives in one that the agent does
///   not see
public record Workload(int pid, int uid, int gid) {}
