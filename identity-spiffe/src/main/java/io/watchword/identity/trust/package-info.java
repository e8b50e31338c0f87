/// Who trusts what: what a truster acknowledges, so that a root can be rotated.
@NullMarked
package io.watchword.identity.trust;

import org.jspecify.annotations.NullMarked;
