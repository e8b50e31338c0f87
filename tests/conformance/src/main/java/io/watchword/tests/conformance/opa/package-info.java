/// OPA's own test cases, run against our compiler and both engines.
@NullMarked
package io.watchword.tests.conformance.opa;

import org.jspecify.annotations.NullMarked;
