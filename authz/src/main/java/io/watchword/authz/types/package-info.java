/// The type checker: a resolved policy to one whose calls and references are known to make sense.
@NullMarked
package io.watchword.authz.types;

import org.jspecify.annotations.NullMarked;
