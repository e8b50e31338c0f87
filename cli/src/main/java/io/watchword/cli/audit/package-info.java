/// Commands on the tamper-evident logs.
@NullMarked
package io.watchword.cli.audit;

import org.jspecify.annotations.NullMarked;
