/// The TrustReport service on the Workload API socket, and its messages.
@NullMarked
package io.watchword.agent.trust.wire;

import org.jspecify.annotations.NullMarked;
