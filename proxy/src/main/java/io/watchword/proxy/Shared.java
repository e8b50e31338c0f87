package io.watchword.proxy;

import io.watchword.proxy.observe.ConnectionRegistry;
import io.watchword.proxy.observe.Ids;
import io.watchword.proxy.observe.TrafficLog;
import java.time.InstantSource;

/// What all connections of the process write to.
record Shared(Ids ids, TrafficLog traffic, ConnectionRegistry registry, InstantSource clock) {}
