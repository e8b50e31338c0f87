/// Watchword's own clients, as commands that the SPIFFE suite can call.
@NullMarked
package io.watchword.tests.conformance.spiffe.own;

import org.jspecify.annotations.NullMarked;
