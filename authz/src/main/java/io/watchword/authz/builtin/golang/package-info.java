/// How Go treats text: strings as bytes, quoting, floats, and the verbs of its formatted printing.
/// Families of built-ins use it where OPA's answers follow Go's standard library.
@NullMarked
package io.watchword.authz.builtin.golang;

import org.jspecify.annotations.NullMarked;
