package io.watchword.cli.policy;

import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyChecker;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.authz.simulate.MeshChecks;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputFormat;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.DiagnosticJson;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `policy check PATH…`: everything that is wrong, at once.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Parse, resolve and type-check policies in Rego and YAML, without a mesh.",
      "Exit codes: 0 nothing wrong; 1 warnings, with --strict; 3 errors."
    },
    footer = {"", "Example: watchword policy check --strict -f mesh.yaml policies/"})
public final class CheckCommand implements Callable<Integer> {

  /// Forms of the result.
  enum Format {
    text,
    json,
    sarif
  }

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy files and folders.")
  private List<Path> paths = List.of();

  @Option(
      names = "--strict",
      description = {
        "Also refuse, in Rego, what is unused, shadows `input` or `data`, or is deprecated;",
        "and warnings count: exit code 1."
      })
  private boolean strict;

  @Mixin private LanguageOptions language = new LanguageOptions();

  @Option(
      names = "-f",
      paramLabel = "mesh.yaml",
      description = "Also warn of policies that select no workload of this mesh.")
  private @Nullable Path mesh;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  @Override
  public Integer call() {
    Optional<MeshFileModel> model = Optional.ofNullable(mesh).map(MeshFileModel::read);
    List<PolicyFile> files = PolicyChecker.read(paths);
    LoadSettings settings = model.map(MeshFileModel::settings).orElse(LoadSettings.DEFAULT);
    settings = settings.with(language.settings().withStrict(strict));
    List<Diagnostic> found = new ArrayList<>(PolicyChecker.check(files, settings));
    boolean errors = found.stream().anyMatch(Diagnostic::isError);
    if (!errors && model.isPresent()) {
      LoadedPolicy policy = PolicyLoader.load(files, settings);
      found.addAll(MeshChecks.unusedSelectors(policy, model.get().model()));
    }
    print(files.size(), found);
    if (errors) {
      return ExitCodes.INVALID_INPUT;
    }
    return strict && !found.isEmpty() ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  private void print(int files, List<Diagnostic> found) {
    switch (format) {
      case text -> {
        System.err.print(DiagnosticPrinter.text(found));
        new Console(OutputFormat.text, false, false, System.out, System.err)
            .print(found, out -> out.println(files + " files checked, " + summary(found)));
      }
      case json -> System.out.println(Console.json(DiagnosticJson.document(found)));
      case sarif -> System.out.println(Console.json(Sarif.document(found)));
    }
  }

  private static String summary(List<Diagnostic> found) {
    long errors = found.stream().filter(Diagnostic::isError).count();
    return found.isEmpty()
        ? "nothing wrong"
        : errors + " errors, " + (found.size() - errors) + " warnings";
  }
}
