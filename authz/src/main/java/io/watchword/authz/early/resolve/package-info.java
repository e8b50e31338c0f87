/// AST to rules whose names are resolved, whose bodies are ordered so that every variable is bound
/// before it is used.
@NullMarked
package io.watchword.authz.early.resolve;

import org.jspecify.annotations.NullMarked;
