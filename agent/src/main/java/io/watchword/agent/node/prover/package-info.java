/// Our own proofs of which node this is.
@NullMarked
package io.watchword.agent.node.prover;

import org.jspecify.annotations.NullMarked;
