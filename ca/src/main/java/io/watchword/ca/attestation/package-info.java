/// A caller becomes an `AttestedAgent`: by a join token at first, by its node SVID from then on.
@NullMarked
package io.watchword.ca.attestation;

import org.jspecify.annotations.NullMarked;
