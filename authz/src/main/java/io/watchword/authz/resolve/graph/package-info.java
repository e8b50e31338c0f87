/// Where rules stand, which rules need which, and which get in each other's way.
@NullMarked
package io.watchword.authz.resolve.graph;

import org.jspecify.annotations.NullMarked;
