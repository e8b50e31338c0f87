/// `federation` and `trust`: other trust domains, and what is known of them.
@NullMarked
package io.watchword.cli.federation;

import org.jspecify.annotations.NullMarked;
