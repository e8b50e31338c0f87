/// Clients of the CA's gRPC services, for tests.
@NullMarked
package io.watchword.ca.wire;

import org.jspecify.annotations.NullMarked;
