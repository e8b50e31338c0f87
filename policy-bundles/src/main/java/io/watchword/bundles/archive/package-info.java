/// A bundle as bytes: the tar.gz with its limits, its files and its manifest.
@NullMarked
package io.watchword.bundles.archive;

import org.jspecify.annotations.NullMarked;
