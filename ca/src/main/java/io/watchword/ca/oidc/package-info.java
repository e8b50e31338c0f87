/// The keys of JWT-SVIDs for verifiers that know OpenID Connect and not SPIFFE.
@NullMarked
package io.watchword.ca.oidc;

import org.jspecify.annotations.NullMarked;
