/// From a resolved policy to OPA's intermediate representation.
@NullMarked
package io.watchword.authz.plan.planner;

import org.jspecify.annotations.NullMarked;
