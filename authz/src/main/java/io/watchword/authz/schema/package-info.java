/// JSON schemas, drafts 4 to 7, read and applied as OPA does it.
@NullMarked
package io.watchword.authz.schema;

import org.jspecify.annotations.NullMarked;
