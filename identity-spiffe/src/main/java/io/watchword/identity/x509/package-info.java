/// Certificates read strictly from their bytes, and paths to a root: RFC 5280 without SPIFFE.
@NullMarked
package io.watchword.identity.x509;

import org.jspecify.annotations.NullMarked;
