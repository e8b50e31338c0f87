/// The SPIFFE suite, run on Watchword with the build.
@NullMarked
package io.watchword.tests.conformance.spiffe;

import org.jspecify.annotations.NullMarked;
