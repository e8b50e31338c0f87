/// All built-in functions by name.
@NullMarked
package io.watchword.authz.builtin.table;

import org.jspecify.annotations.NullMarked;
