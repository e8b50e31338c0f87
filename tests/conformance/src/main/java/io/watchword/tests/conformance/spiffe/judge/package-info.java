/// How the suite asks an implementation: in this process, one command a question, or one process
/// for all.
@NullMarked
package io.watchword.tests.conformance.spiffe.judge;

import org.jspecify.annotations.NullMarked;
