/// The kit for tests: a clock that is moved by hand, a test CA, waiting for a condition.
@NullMarked
package io.watchword.tests.kit;

import org.jspecify.annotations.NullMarked;
