/// Istio AuthorizationPolicy text to the same AST that Rego text becomes.
@NullMarked
package io.watchword.authz.yaml;

import org.jspecify.annotations.NullMarked;
