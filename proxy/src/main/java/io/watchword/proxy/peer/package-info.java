/// The step from a finished handshake to a proven peer.
@NullMarked
package io.watchword.proxy.peer;

import org.jspecify.annotations.NullMarked;
