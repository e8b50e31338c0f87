/// Addresses, URIs, versions and identifiers.
@NullMarked
package io.watchword.authz.builtin.net;

import org.jspecify.annotations.NullMarked;
