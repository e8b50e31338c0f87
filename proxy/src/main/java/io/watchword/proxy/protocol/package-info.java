/// HTTP/1.1 framing and protocol detection over bytes: strict, allocation-light, no I/O.
@NullMarked
package io.watchword.proxy.protocol;

import org.jspecify.annotations.NullMarked;
