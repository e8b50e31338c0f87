/// Files to a policy that can decide: the compiler's table of contents.
@NullMarked
package io.watchword.authz.load;

import org.jspecify.annotations.NullMarked;
