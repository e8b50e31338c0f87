/// From policies on disk to what goes into a signed bundle: read, check and compile.
@NullMarked
package io.watchword.authz.build;

import org.jspecify.annotations.NullMarked;
