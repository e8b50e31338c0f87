/// What a bundle holds and how two bundles differ, for people.
@NullMarked
package io.watchword.bundles.inspect;

import org.jspecify.annotations.NullMarked;
