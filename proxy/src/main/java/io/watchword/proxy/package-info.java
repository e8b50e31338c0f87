/// The data plane.
@NullMarked
package io.watchword.proxy;

import org.jspecify.annotations.NullMarked;
