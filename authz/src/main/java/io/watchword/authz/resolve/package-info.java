/// Parsed modules to one policy whose names, order and safety are settled: everything before types.
@NullMarked
package io.watchword.authz.resolve;

import org.jspecify.annotations.NullMarked;
