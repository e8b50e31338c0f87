/// OPA's cases and our own in its format, on both engines.
@NullMarked
package io.watchword.tests.conformance.opa;

import org.jspecify.annotations.NullMarked;
