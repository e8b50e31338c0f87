/// The delegated identity API on the admin socket.
@NullMarked
package io.watchword.agent.delegated.wire;

import org.jspecify.annotations.NullMarked;
