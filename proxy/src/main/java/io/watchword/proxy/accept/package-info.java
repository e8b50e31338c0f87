/// The first step of a connection: limits before any parsing, deadlines while it lives.
@NullMarked
package io.watchword.proxy.accept;

import org.jspecify.annotations.NullMarked;
