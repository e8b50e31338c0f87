package io.watchword.agent.attestation.docker;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.UnixSocket;
import java.time.Duration;

/// The key `workload-attestors.docker` of `agent.yaml`.
///
/// @param socket of the Docker daemon, or of Podman's service
/// @param timeout for an answer
public record DockerSettings(
    @Default("unix:///var/run/docker.sock") UnixSocket socket,
    @Default("5s") @AtLeast("100ms") Duration timeout) {}
