/// The SPIFFE Workload API on the Unix socket.
@NullMarked
package io.watchword.agent.workload.wire;

import org.jspecify.annotations.NullMarked;
