/// The SPIFFE CA: `CaMain` runs it, `CaConfig` is its file; the journey of a certificate is
/// `issuance.Issuer`.
@NullMarked
package io.watchword.ca;

import org.jspecify.annotations.NullMarked;
