/// The loopback port of a role: health, metrics, dumps, actions.
@NullMarked
package io.watchword.platform.bootstrap.admin;

import org.jspecify.annotations.NullMarked;
