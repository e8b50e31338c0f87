/// TLS of the bundle endpoint, both sides, from the current SVIDs and trust bundles.
@NullMarked
package io.watchword.bundles.mtls;

import org.jspecify.annotations.NullMarked;
