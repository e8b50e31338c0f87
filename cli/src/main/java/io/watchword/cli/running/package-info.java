/// Finding a running mesh and asking its CA.
@NullMarked
package io.watchword.cli.running;

import org.jspecify.annotations.NullMarked;
