package io.watchword.compliance.report;

import java.nio.file.Path;

/// The folder of a report could not be written.
public final class ReportUnwritableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ReportUnwritableException(Path file, Throwable cause) {
    super(
        "compliance/report-unwritable: `" + file + "` could not be written; choose another `--out`",
        cause);
  }
}
