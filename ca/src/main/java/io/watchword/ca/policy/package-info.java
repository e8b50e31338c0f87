/// Who may get what, as the operators' own Rego says, beside what the registration entries say.
@NullMarked
package io.watchword.ca.policy;

import org.jspecify.annotations.NullMarked;
