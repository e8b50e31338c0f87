/// The functions `graphql.*`: documents read into the trees that OPA shows, and queries checked
/// against schemas.
@NullMarked
package io.watchword.authz.builtin.graphql;

import org.jspecify.annotations.NullMarked;
