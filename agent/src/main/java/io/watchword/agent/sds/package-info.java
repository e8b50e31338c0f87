/// Envoy's secrets: which names mean what, and for whom.
@NullMarked
package io.watchword.agent.sds;

import org.jspecify.annotations.NullMarked;
