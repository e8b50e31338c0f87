/// Which definitions of a rule can succeed at all, by constants they compare input with.
@NullMarked
package io.watchword.authz.plan.index;

import org.jspecify.annotations.NullMarked;
