/// Which variables a statement binds, and an order of statements that binds before use.
@NullMarked
package io.watchword.authz.resolve.safety;

import org.jspecify.annotations.NullMarked;
