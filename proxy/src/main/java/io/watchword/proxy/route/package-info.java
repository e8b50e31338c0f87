/// The step from a permission to where the traffic goes.
@NullMarked
package io.watchword.proxy.route;

import org.jspecify.annotations.NullMarked;
