package io.watchword.cli.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.testrun.TestReport;
import io.watchword.authz.testrun.TestRun;
import io.watchword.authz.testrun.TestSettings;
import io.watchword.authz.workspace.Workspace;
import io.watchword.authz.workspace.WorkspaceReader;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `policy test PATH…`: the rules `test_…`.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Run the tests of policies: rules whose names begin with `test_`, as `opa test` does.",
      "`todo_test_` rules are counted and not run.",
      "Exit codes: 0 all passed; 1 one failed, coverage below --threshold, or no test found with"
          + " --fail-on-empty; 3 something does not compile."
    },
    footer = {"", "Example: watchword policy test --coverage policies/"})
public final class TestCommand implements Callable<Integer> {

  /// Forms of the result.
  enum Format {
    text,
    json,
    junit
  }

  @Mixin private PolicyInputs inputs = new PolicyInputs();

  @Parameters(paramLabel = "PATH", arity = "0..*", description = "Modules, tests and data.")
  private List<String> paths = List.of();

  @Option(
      names = {"-r", "--run"},
      paramLabel = "REGEX",
      description = "Only tests whose package and name it finds.")
  private String run = "";

  @Option(names = "--coverage", description = "Also say which lines were reached.")
  private boolean coverage;

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      description = "Fail where fewer lines were reached; implies --coverage.")
  private @Nullable Double threshold;

  @Option(
      names = {"-p", "--parallel"},
      paramLabel = "N",
      description = "Tests at once. Default: one per core.")
  private int parallel = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description = "What one test may take. Default: ${DEFAULT-VALUE}.")
  private String timeout = "5s";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also show tests that passed.")
  private boolean verbose;

  @Option(names = "--fail-on-empty", description = "No test is a failure.")
  private boolean failOnEmpty;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  @Override
  public Integer call() {
    Pattern only;
    try {
      only = Pattern.compile(run);
    } catch (PatternSyntaxException e) {
      System.err.println("--run `" + run + "`: " + e.getMessage() + " (expected: RE2)");
      return ExitCodes.USAGE;
    }
    boolean measured = coverage || threshold != null;
    TestSettings settings =
        new TestSettings(
            only, Math.max(1, parallel), DurationOption.read("--timeout", timeout, spec), measured);
    Workspace workspace = WorkspaceReader.read(inputs.dataAnd(paths), inputs.bundles());
    RegoCompiler compiler = RegoCompiler.create().with(inputs.settings(workspace).withPrints(true));
    TestReport report =
        TestRun.run(
            compiler,
            compiler.parse(workspace.modules()),
            workspace.data(),
            settings,
            System::nanoTime);
    switch (format) {
      case text -> System.out.print(new TestText(verbose).of(report));
      case json -> System.out.println(IndentedJson.of(TestDocument.of(report)));
      case junit -> System.out.print(JUnitXml.of(report));
    }
    return verdict(report);
  }

  private int verdict(TestReport report) {
    if (!report.passed() || (failOnEmpty && report.results().isEmpty())) {
      return ExitCodes.FAILED;
    }
    double reached = report.coverage().map(c -> c.percent()).orElse(100.0);
    if (threshold != null && reached < threshold) {
      System.err.println("coverage is " + reached + " % (expected: at least " + threshold + " %)");
      return ExitCodes.FAILED;
    }
    return ExitCodes.DONE;
  }
}
