package io.watchword.proxy.config;

/// What a proxy stands beside.
public enum ProxyMode {
  /// One workload.
  SIDECAR,
  /// All workloads of a host, each under its own identity.
  NODE,
  /// The edge of the mesh.
  GATEWAY
}
