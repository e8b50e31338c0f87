/// Regular expressions as Go has them, on an engine whose time is linear in the text.
@NullMarked
package io.watchword.authz.builtin.regex;

import org.jspecify.annotations.NullMarked;
