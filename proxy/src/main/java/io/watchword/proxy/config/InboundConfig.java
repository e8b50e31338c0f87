package io.watchword.proxy.config;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.Default;
import io.watchword.platform.bootstrap.config.HostPort;

/// A listener for connections to the workload; an element of `inbound`.
///
/// @param forwardTo the application, spoken to in plaintext; `ports` in policies mean this port
/// @param maxConnections more are closed before TLS
/// @param maxConnectionsPerAddress the same for one client address; 0 for no limit
public record InboundConfig(
    HostPort listen,
    HostPort forwardTo,
    @Default("detect") ListenProtocol protocol,
    @Default("10000") @AtLeast("1") int maxConnections,
    @Default("0") @AtLeast("0") int maxConnectionsPerAddress) {}
