/// Entry points for a fuzzer: what reads text, and nothing else. `tests/conformance/fuzz` runs them
/// under Jazzer; `MutationTest` feeds them a short while in each build.
@NullMarked
package io.watchword.tests.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
