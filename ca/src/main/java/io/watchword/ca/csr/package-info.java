/// A certificate request becomes a `VerifiedCsr`: well-formed, an acceptable key, possession
/// proved.
@NullMarked
package io.watchword.ca.csr;

import org.jspecify.annotations.NullMarked;
