/// The watchword command and the distribution.
@NullMarked
package io.watchword.cli;

import org.jspecify.annotations.NullMarked;
