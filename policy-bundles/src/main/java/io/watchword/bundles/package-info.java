/// Build, sign, verify and load policy bundles.
@NullMarked
package io.watchword.bundles;

import org.jspecify.annotations.NullMarked;
