/// Built-ins about JSON schemas.
@NullMarked
package io.watchword.authz.builtin.schema;

import org.jspecify.annotations.NullMarked;
