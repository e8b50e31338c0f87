/// Envoy's secret discovery service on the Workload API's socket.
@NullMarked
package io.watchword.agent.sds.wire;

import org.jspecify.annotations.NullMarked;
