/// The agent's own identity and its dealings with the CA, as domain types; `wire` speaks gRPC.
@NullMarked
package io.watchword.agent.node;

import org.jspecify.annotations.NullMarked;
