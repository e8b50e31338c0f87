/// The guided tour: a mesh of the example shop, walked through from outside, every step a real
/// attempt over a real socket.
@NullMarked
package io.watchword.cli.quickstart;

import org.jspecify.annotations.NullMarked;
