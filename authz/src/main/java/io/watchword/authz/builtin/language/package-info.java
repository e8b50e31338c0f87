/// Built-ins about the language and the engine themselves.
@NullMarked
package io.watchword.authz.builtin.language;

import org.jspecify.annotations.NullMarked;
