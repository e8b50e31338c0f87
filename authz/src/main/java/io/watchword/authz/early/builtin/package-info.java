/// The built-in functions, as OPA 1.20 answers them.
@NullMarked
package io.watchword.authz.early.builtin;

import org.jspecify.annotations.NullMarked;
