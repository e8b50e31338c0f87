/// Modules and data on disk, found as `opa eval -d` and `-b` find them.
@NullMarked
package io.watchword.authz.workspace;

import org.jspecify.annotations.NullMarked;
