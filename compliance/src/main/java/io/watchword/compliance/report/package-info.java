/// The journey from logs to a folder with a report; [ReportGenerator] is its table of contents.
@NullMarked
package io.watchword.compliance.report;

import org.jspecify.annotations.NullMarked;
