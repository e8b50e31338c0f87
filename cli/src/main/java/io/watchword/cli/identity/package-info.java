/// `identity`: what a workload would get, and what a file holds.
@NullMarked
package io.watchword.cli.identity;

import org.jspecify.annotations.NullMarked;
