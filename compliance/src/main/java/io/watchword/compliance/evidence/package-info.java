/// First step of a report: the audit logs, verified, and the period asked about.
@NullMarked
package io.watchword.compliance.evidence;

import org.jspecify.annotations.NullMarked;
