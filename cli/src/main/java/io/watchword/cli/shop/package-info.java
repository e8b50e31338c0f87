/// The example shop's applications: plain servers that know nothing of the mesh.
@NullMarked
package io.watchword.cli.shop;

import org.jspecify.annotations.NullMarked;
