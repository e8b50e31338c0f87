/// Who vouches for a bundle: keys, signatures in OPA's format, and the proof that they were
/// checked.
@NullMarked
package io.watchword.bundles.signature;

import org.jspecify.annotations.NullMarked;
