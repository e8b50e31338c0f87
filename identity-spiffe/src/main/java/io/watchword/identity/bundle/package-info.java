/// The roots of trust domains, and how they are written down.
@NullMarked
package io.watchword.identity.bundle;

import org.jspecify.annotations.NullMarked;
