/// Functions on time, with Go's layouts and durations.
@NullMarked
package io.watchword.authz.builtin.time;

import org.jspecify.annotations.NullMarked;
