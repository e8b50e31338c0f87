/// Connections to where traffic goes: connecting, client TLS, pools.
@NullMarked
package io.watchword.proxy.upstream;

import org.jspecify.annotations.NullMarked;
