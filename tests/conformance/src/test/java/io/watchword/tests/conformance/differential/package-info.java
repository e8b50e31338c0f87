/// Random programs on both engines.
@NullMarked
package io.watchword.tests.conformance.differential;

import org.jspecify.annotations.NullMarked;
