/// Puts verified bundles into force and keeps the last good one.
@NullMarked
package io.watchword.authz.activation;

import org.jspecify.annotations.NullMarked;
