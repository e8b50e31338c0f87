/// The Workload API and `TrustReport` on the wire: the only place that sees generated protobuf.
@NullMarked
package io.watchword.identity.workload.wire;

import org.jspecify.annotations.NullMarked;
