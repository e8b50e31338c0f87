package io.watchword.proxy.relay;

import io.netty.util.concurrent.Ticker;
import io.watchword.proxy.config.Timeouts;
import io.watchword.proxy.observe.ListenerMetrics;
import io.watchword.proxy.protocol.HttpLimits;

/// What all HTTP connections of one listener share.
///
/// @param ticker for latencies
public record HttpSettings(
    HttpLimits limits, Timeouts timeouts, ListenerMetrics metrics, Ticker ticker) {}
