/// What a command prints, where, and how it ends.
@NullMarked
package io.watchword.cli.output;

import org.jspecify.annotations.NullMarked;
