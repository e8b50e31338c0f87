/// Policies and inputs made to break the compiler and the engines.
@NullMarked
package io.watchword.tests.conformance.hostile;

import org.jspecify.annotations.NullMarked;
