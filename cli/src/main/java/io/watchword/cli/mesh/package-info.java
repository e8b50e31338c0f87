/// A whole mesh on one machine: `up` and `down`.
@NullMarked
package io.watchword.cli.mesh;

import org.jspecify.annotations.NullMarked;
