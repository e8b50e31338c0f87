/// Tests written in Rego: found, run, measured.
@NullMarked
package io.watchword.authz.testrun;

import org.jspecify.annotations.NullMarked;
