/// What names mean: imports, rules, arguments and local variables.
@NullMarked
package io.watchword.authz.resolve.names;

import org.jspecify.annotations.NullMarked;
