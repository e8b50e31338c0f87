package io.watchword.agent.attestation.container;

import java.util.Optional;

/// A container that a process runs in.
///
/// @param id 64 hexadecimal digits
/// @param podUid of the Kubernetes pod that it is part of, 32 hexadecimal digits
public record Container(String id, Optional<String> podUid) {}
