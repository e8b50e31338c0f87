/// The SPIFFE CA.
@NullMarked
package io.watchword.ca;

import org.jspecify.annotations.NullMarked;
