package io.watchword.cli.report;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.output.TimeConverter;
import io.watchword.cli.running.AuditFolders;
import io.watchword.cli.running.RunningOptions;
import io.watchword.compliance.report.GeneratedReport;
import io.watchword.compliance.report.ReportGenerator;
import io.watchword.compliance.report.ReportRequest;
import io.watchword.compliance.verify.ReportVerifier;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `report generate|verify`: reports for auditors, computed from the audit logs and nothing else.
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Reports from the audit logs: make one, check one.",
    footer = {"", "Example: watchword report generate --out report"})
public final class ReportCommand {

  @Command(
      name = "generate",
      mixinStandardHelpOptions = true,
      description = {
        "Write report.html, assessment-results.json (OSCAL 1.1.3) and manifest.json. The same logs"
            + " and period give the same bytes.",
        "Over a log that does not verify the report is written too; it says so first, and the"
            + " command ends with 1."
      },
      footer = {
        "",
        "Example: watchword report generate --out report --from 2026-11-01 --to 2026-12-01"
      })
  int generate(
      @Parameters(
              paramLabel = "LOGDIR",
              arity = "0..*",
              description = "Folders of audit logs. Default: all logs of the mesh.")
          @Nullable List<Path> folders,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Folder to write to; made if it is not there.")
          Path out,
      @Option(
              names = "--from",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description = "Start of the period, UTC. Default: the oldest record.")
          @Nullable Instant from,
      @Option(
              names = "--to",
              paramLabel = "TIME",
              converter = TimeConverter.class,
              description = "End of the period, UTC, not in it. Default: after the newest record.")
          @Nullable Instant to,
      @Option(
              names = "--previous",
              paramLabel = "DIR",
              description =
                  "The report before: shows what moved, and that history was not rewritten.")
          @Nullable Path previous,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    GeneratedReport report =
        new ReportGenerator(ToolVersion.current())
            .generate(
                new ReportRequest(
                    AuditFolders.of(named(folders), running),
                    out,
                    Optional.ofNullable(from),
                    Optional.ofNullable(to),
                    Optional.ofNullable(previous)));
    Console console = output.console();
    WrittenReport written = WrittenReport.of(report);
    console.print(written, stream -> written.print(stream, console));
    written
        .problems()
        .forEach(
            problem ->
                console.error("watchword: log `" + problem.log() + "`: " + problem.problem()));
    return written.valid() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Check a report: the files are those of its manifest, the OSCAL document is sound, and"
            + " where the logs are at hand, its checkpoints are theirs."
      },
      footer = {"", "Example: watchword report verify report --dir .watchword/example.org"})
  int verify(
      @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the report.")
          Path report,
      @Parameters(
              index = "1..*",
              paramLabel = "LOGDIR",
              arity = "0..*",
              description = "Folders of audit logs. Default: those of the mesh, if there is one.")
          @Nullable List<Path> folders,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    CheckedReport checked =
        CheckedReport.of(
            ReportVerifier.verify(report, AuditFolders.ifAny(named(folders), running)));
    Console console = output.console();
    console.print(checked, stream -> checked.print(stream, console));
    return checked.valid() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private static List<Path> named(@Nullable List<Path> folders) {
    return folders == null ? List.of() : folders;
  }
}
