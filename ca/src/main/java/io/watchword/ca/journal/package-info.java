/// What must not be lost: append-only files of hash-chained lines, on disk before anyone is told.
@NullMarked
package io.watchword.ca.journal;

import org.jspecify.annotations.NullMarked;
