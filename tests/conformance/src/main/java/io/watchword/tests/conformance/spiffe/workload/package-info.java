/// The Workload API, asked from outside.
@NullMarked
package io.watchword.tests.conformance.spiffe.workload;

import org.jspecify.annotations.NullMarked;
