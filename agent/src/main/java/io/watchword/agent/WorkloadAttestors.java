package io.watchword.agent;

import io.watchword.agent.attestation.docker.DockerSettings;
import io.watchword.agent.attestation.k8s.K8sSettings;
import io.watchword.agent.attestation.unix.UnixSettings;
import io.watchword.platform.bootstrap.config.Default;
import java.util.Map;
import java.util.Optional;

/// The key `workload-attestors` of `agent.yaml`.
///
/// @param unix users, groups and programs: always there
/// @param k8s pods, as the kubelet tells of them
/// @param docker containers, as Docker tells of them
/// @param plugins options of attestors that others made, by type
public record WorkloadAttestors(
    @Default("{}") UnixSettings unix,
    Optional<K8sSettings> k8s,
    Optional<DockerSettings> docker,
    @Default("{}") Map<String, Map<String, String>> plugins) {}
