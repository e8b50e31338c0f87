/// Executes plans, slowly and obviously: the oracle for tests, and the tracer behind explanations.
@NullMarked
package io.watchword.authz.interpret;

import org.jspecify.annotations.NullMarked;
