/// The ecosystem's own test suites.
@NullMarked
package io.watchword.tests.conformance;

import org.jspecify.annotations.NullMarked;
