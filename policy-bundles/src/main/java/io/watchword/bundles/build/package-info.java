/// From policy files to a signed bundle.
@NullMarked
package io.watchword.bundles.build;

import org.jspecify.annotations.NullMarked;
