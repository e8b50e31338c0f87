package io.watchword.agent.attestation.unix;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.ByteSize;
import io.watchword.platform.bootstrap.config.Default;
import java.time.Duration;

/// The key `workload-attestors.unix` of `agent.yaml`.
///
/// @param discoverWorkloadPath whether programs are measured too: `unix:sha256`
/// @param workloadSizeLimit larger programs are not measured
/// @param timeout for measuring one program
public record UnixSettings(
    @Default("false") boolean discoverWorkloadPath,
    @Default("512MiB") ByteSize workloadSizeLimit,
    @Default("10s") @AtLeast("100ms") Duration timeout) {}
