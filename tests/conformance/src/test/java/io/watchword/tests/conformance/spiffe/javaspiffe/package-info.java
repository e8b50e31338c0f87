/// The unmodified java-spiffe 0.8.17, asked as any other implementation.
@NullMarked
package io.watchword.tests.conformance.spiffe.javaspiffe;

import org.jspecify.annotations.NullMarked;
