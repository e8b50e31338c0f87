/// Rego text to AST, every node with its position, every error of a file at once.
@NullMarked
package io.watchword.authz.rego;

import org.jspecify.annotations.NullMarked;
