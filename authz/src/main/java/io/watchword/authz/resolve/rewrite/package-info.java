/// Rewriting of rules into a form in which everything computed has a statement of its own.
@NullMarked
package io.watchword.authz.resolve.rewrite;

import org.jspecify.annotations.NullMarked;
