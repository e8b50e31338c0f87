/// JSON and Base64 read strictly: what two readers could read in two ways is refused.
@NullMarked
package io.watchword.identity.json;

import org.jspecify.annotations.NullMarked;
