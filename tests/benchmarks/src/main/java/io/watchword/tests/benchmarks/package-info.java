/// JMH and the proxy pair.
@NullMarked
package io.watchword.tests.benchmarks;

import org.jspecify.annotations.NullMarked;
