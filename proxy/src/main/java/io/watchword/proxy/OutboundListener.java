package io.watchword.proxy;

import io.watchword.proxy.accept.Admission;
import io.watchword.proxy.config.ListenProtocol;
import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.ListenerAddress;
import io.watchword.proxy.relay.HttpSettings;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.upstream.Upstream;

/// Everything the connections of one outbound listener need.
///
/// @param address where it listens, known once it is bound
/// @param mesh where its traffic goes
record OutboundListener(
    String workload,
    ListenerAddress address,
    ListenProtocol protocol,
    Admission admission,
    Upstream<HttpUpstream> mesh,
    HttpSettings settings,
    ConnectionRegistry registry) {}
