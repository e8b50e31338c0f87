/// A role from start to drained stop: signals, ready file, exit codes.
@NullMarked
package io.watchword.platform.bootstrap.lifecycle;

import org.jspecify.annotations.NullMarked;
