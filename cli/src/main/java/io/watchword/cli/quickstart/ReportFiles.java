package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.Distribution;
import io.watchword.compliance.report.GeneratedReport;
import io.watchword.compliance.report.ReportGenerator;
import io.watchword.compliance.report.ReportRequest;
import io.watchword.compliance.verify.ReportVerifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A report as files, and whether it stands up to being verified.
record ReportFiles(Path html, Path oscal, boolean valid, String summary) {

  /// Makes a report of `logs` in `folder`, and verifies it against the same logs, as an auditor
  /// would.
  static ReportFiles generate(List<Path> logs, Path folder) {
    GeneratedReport report =
        new ReportGenerator(Distribution.version())
            .generate(
                new ReportRequest(
                    logs, folder, Optional.empty(), Optional.empty(), Optional.empty()));
    boolean valid = report.isIntact() && ReportVerifier.verify(folder, logs).isValid();
    return new ReportFiles(
        report.html(),
        report.oscal(),
        valid,
        report.measures().size() + " measures over " + report.records() + " records");
  }
}
