/// Decisions explained: which rule, why, and the smallest change that would turn a denial round.
@NullMarked
package io.watchword.authz.simulate;

import org.jspecify.annotations.NullMarked;
