/// X.509-SVIDs: reading one's own, and proving a peer's.
@NullMarked
package io.watchword.identity.svid;

import org.jspecify.annotations.NullMarked;
