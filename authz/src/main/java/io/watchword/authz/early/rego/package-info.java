/// Rego text to AST, every node with its position, every error of a file at once.
@NullMarked
package io.watchword.authz.early.rego;

import org.jspecify.annotations.NullMarked;
