/// Functions on strings.
@NullMarked
package io.watchword.authz.builtin.text;

import org.jspecify.annotations.NullMarked;
