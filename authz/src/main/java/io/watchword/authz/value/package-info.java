/// Rego values: total order, exact numbers, JSON in and out.
@NullMarked
package io.watchword.authz.value;

import org.jspecify.annotations.NullMarked;
