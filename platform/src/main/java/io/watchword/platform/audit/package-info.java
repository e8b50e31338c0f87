/// The tamper-evident log: a C2SP tlog-tiles Merkle tree on disk, its one writer, its readers and
/// its verifier.
@NullMarked
package io.watchword.platform.audit;

import org.jspecify.annotations.NullMarked;
