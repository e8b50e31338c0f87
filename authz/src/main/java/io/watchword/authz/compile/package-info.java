/// The compiler as a library: text to a policy that answers. `RegoCompiler` is its table of
/// contents.
@NullMarked
package io.watchword.authz.compile;

import org.jspecify.annotations.NullMarked;
