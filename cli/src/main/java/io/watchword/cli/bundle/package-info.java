/// `bundle`: signed policies as files, and which proxy enforces which.
@NullMarked
package io.watchword.cli.bundle;

import org.jspecify.annotations.NullMarked;
