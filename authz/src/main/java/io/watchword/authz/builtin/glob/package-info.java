/// `glob.match` and `glob.quote_meta`.
@NullMarked
package io.watchword.authz.builtin.glob;

import org.jspecify.annotations.NullMarked;
