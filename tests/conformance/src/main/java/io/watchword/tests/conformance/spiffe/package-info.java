/// The SPIFFE conformance suite: `tests/conformance/spiffe`.
@NullMarked
package io.watchword.tests.conformance.spiffe;

import org.jspecify.annotations.NullMarked;
