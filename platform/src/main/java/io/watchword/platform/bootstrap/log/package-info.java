/// Log lines with fields, for people or as JSON, on standard error.
@NullMarked
package io.watchword.platform.bootstrap.log;

import org.jspecify.annotations.NullMarked;
