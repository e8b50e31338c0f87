/// Policies in their one layout, as `opa fmt` prints them.
@NullMarked
package io.watchword.authz.format;

import org.jspecify.annotations.NullMarked;
