/// The admin API as the command calls it; nothing outside sees protobuf.
@NullMarked
package io.watchword.cli.running.wire;

import org.jspecify.annotations.NullMarked;
