/// The question a policy is asked and its answer.
@NullMarked
package io.watchword.authz.decision;

import org.jspecify.annotations.NullMarked;
