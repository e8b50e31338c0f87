/// Policy bundles: carried and verified here, understood elsewhere. The failures of the module
/// stand in this package.
@NullMarked
package io.watchword.bundles;

import org.jspecify.annotations.NullMarked;
