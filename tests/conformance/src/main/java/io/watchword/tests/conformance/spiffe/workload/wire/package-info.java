/// A client of the Workload API that can misuse it, and what it finds.
@NullMarked
package io.watchword.tests.conformance.spiffe.workload.wire;

import org.jspecify.annotations.NullMarked;
