/// `policy`: check, simulate, explain.
@NullMarked
package io.watchword.cli.policy;

import org.jspecify.annotations.NullMarked;
