/// The gRPC side of `ca.node`; the only place beside `ca.admin.wire` that imports generated code.
@NullMarked
package io.watchword.ca.node.wire;

import org.jspecify.annotations.NullMarked;
