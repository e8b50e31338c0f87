/// What the mesh trusts: the bundle and its sequence, who has acknowledged it, our intermediate,
/// and the rotation of the root.
@NullMarked
package io.watchword.ca.authority;

import org.jspecify.annotations.NullMarked;
