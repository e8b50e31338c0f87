/// The CA's Node service, spoken over mutual TLS.
@NullMarked
package io.watchword.agent.node.wire;

import org.jspecify.annotations.NullMarked;
