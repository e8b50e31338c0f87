/// Ways through the syntax tree: visiting, rebuilding, finding variables, printing as OPA prints.
@NullMarked
package io.watchword.authz.resolve.walk;

import org.jspecify.annotations.NullMarked;
