/// The gRPC side of `ca.admin`, on a Unix socket.
@NullMarked
package io.watchword.ca.admin.wire;

import org.jspecify.annotations.NullMarked;
