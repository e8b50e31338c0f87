package io.watchword.cli.quickstart;

import io.watchword.cli.output.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of the tour: what it came to, where the report is, what to try next.
final class Farewell {

  private final Console console;
  private final QuickstartResult result;
  private final @Nullable Path kept;

  Farewell(Console console, QuickstartResult result, @Nullable Path kept) {
    this.console = console;
    this.result = result;
    this.kept = kept;
  }

  void write(PrintStream out) {
    List<StepResult> failed = result.steps().stream().filter(step -> !step.ok()).toList();
    out.println();
    out.println(
        failed.isEmpty()
            ? console.green(console.bold("passed"))
                + ": "
                + result.steps().size()
                + " of "
                + result.steps().size()
                + " steps in "
                + result.seconds()
                + " s"
            : console.red(console.bold("failed"))
                + ": "
                + failed.size()
                + " of "
                + result.steps().size()
                + " steps");
    failed.forEach(
        step ->
            out.println(
                "  "
                    + step.name()
                    + ": expected "
                    + step.expected()
                    + ", came back "
                    + step.observed()));
    QuickstartResult.Report report = result.report();
    if (report != null) {
      out.println();
      out.println("The report that an auditor gets:  " + report.html());
      out.println("The same for machines (OSCAL):    " + report.oscal());
    }
    if (kept != null) {
      out.println("Everything else is kept in        " + kept);
    }
    out.println();
    out.println("To try next:");
    out.println(
        "  watchword up -f examples/shop/mesh.yaml --detach     the same mesh, to walk around in"
            + " yourself");
    out.println(
        "  watchword policy simulate -p examples/shop/policies -f examples/shop/mesh.yaml \\");
    out.println(
        "    --from spiffe://example.org/ns/shop/sa/web --to orders --method DELETE --path"
            + " /orders/7");
    out.println(
        "  watchword root rotate                                 a new trust root, on evidence");
    out.println("  watchword down");
  }
}
