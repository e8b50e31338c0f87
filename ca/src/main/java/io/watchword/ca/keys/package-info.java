/// Keys that sign and cannot be read, and the authorities above us that sign our intermediate.
@NullMarked
package io.watchword.ca.keys;

import org.jspecify.annotations.NullMarked;
