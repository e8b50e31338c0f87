package io.watchword.proxy;

import io.watchword.authz.decision.Destination;
import io.watchword.proxy.accept.Admission;
import io.watchword.proxy.authorize.Authorizer;
import io.watchword.proxy.config.ListenProtocol;
import io.watchword.proxy.observe.ListenerAddress;
import io.watchword.proxy.relay.HttpSettings;
import io.watchword.proxy.relay.HttpUpstream;
import io.watchword.proxy.tls.WorkloadTls;
import io.watchword.proxy.upstream.Upstream;

/// Everything the connections of one inbound listener need.
///
/// @param address where it listens, known once it is bound
/// @param applicationPort what `ports` in policies mean
record InboundListener(
    Destination destination,
    ListenerAddress address,
    ListenProtocol protocol,
    int applicationPort,
    Admission admission,
    WorkloadTls tls,
    Authorizer authorizer,
    Upstream<HttpUpstream> application,
    HttpSettings settings,
    Shared shared) {}
