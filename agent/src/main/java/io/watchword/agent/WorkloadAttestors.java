package io.watchword.agent;

import io.watchword.agent.attestation.unix.UnixSettings;
import io.watchword.platform.bootstrap.config.Default;
import java.util.Map;

/// The key `workload-attestors` of `agent.yaml`.
///
/// @param unix users, groups and programs: always there
/// @param plugins options of attestors that others made, by type
public record WorkloadAttestors(
    @Default("{}") UnixSettings unix, @Default("{}") Map<String, Map<String, String>> plugins) {}
