/// Policy compiler, decisions and the authz server.
@NullMarked
package io.watchword.authz;

import org.jspecify.annotations.NullMarked;
