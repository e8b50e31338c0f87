/// Where a process gets its identity from: the Workload API or files.
@NullMarked
package io.watchword.identity.workload;

import org.jspecify.annotations.NullMarked;
