/// What the tests of running meshes stand on: the distribution, commands, a mesh, applications,
/// callers and the process table.
@NullMarked
package io.watchword.tests.integration.kit;

import org.jspecify.annotations.NullMarked;
