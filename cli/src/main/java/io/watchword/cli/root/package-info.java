/// `root`: the trust roots and their rotation.
@NullMarked
package io.watchword.cli.root;

import org.jspecify.annotations.NullMarked;
