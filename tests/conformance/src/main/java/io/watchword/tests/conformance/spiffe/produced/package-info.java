/// What was issued or published, held against the rules for who issues and publishes. Reads with
/// the JDK alone, so that no implementation under test judges its own work.
@NullMarked
package io.watchword.tests.conformance.spiffe.produced;

import org.jspecify.annotations.NullMarked;
