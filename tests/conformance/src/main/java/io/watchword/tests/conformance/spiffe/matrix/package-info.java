/// The rules of SPIFFE, what was found for each, and how it is written down.
@NullMarked
package io.watchword.tests.conformance.spiffe.matrix;

import org.jspecify.annotations.NullMarked;
