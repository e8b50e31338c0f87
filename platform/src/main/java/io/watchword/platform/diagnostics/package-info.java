/// What is wrong with someone's input, where, and what to do: collected, shown all at once.
@NullMarked
package io.watchword.platform.diagnostics;

import org.jspecify.annotations.NullMarked;
