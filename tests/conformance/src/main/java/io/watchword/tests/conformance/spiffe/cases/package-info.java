/// What a verifier is asked, and what it has to answer.
@NullMarked
package io.watchword.tests.conformance.spiffe.cases;

import org.jspecify.annotations.NullMarked;
