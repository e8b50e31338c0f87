/// Identities of others for authorized delegates.
@NullMarked
package io.watchword.agent.delegated;

import org.jspecify.annotations.NullMarked;
