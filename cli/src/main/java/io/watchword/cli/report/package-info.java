/// Commands that make and check reports.
@NullMarked
package io.watchword.cli.report;

import org.jspecify.annotations.NullMarked;
