/// Watchword's own verifier, as the suite asks it.
@NullMarked
package io.watchword.tests.conformance.spiffe.watchword;

import org.jspecify.annotations.NullMarked;
