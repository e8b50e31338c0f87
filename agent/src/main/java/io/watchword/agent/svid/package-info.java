/// SVIDs of the workloads on this host: issued, renewed, never served expired.
@NullMarked
package io.watchword.agent.svid;

import org.jspecify.annotations.NullMarked;
