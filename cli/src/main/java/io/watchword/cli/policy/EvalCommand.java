package io.watchword.cli.policy;

import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.Evaluated;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.authz.workspace.Workspace;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import io.watchword.platform.diagnostics.DiagnosticPrinter;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `policy eval QUERY`: a query's result document.
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluate a Rego query and print its result document, as `opa eval --format json` does.",
      "Exit codes: 0 evaluated, also if undefined; 1 the evaluation failed; 3 query, modules or"
          + " data are wrong."
    },
    footer = {"", "Example: watchword policy eval -d policies/ -i input.json data.shop.allow"})
public final class EvalCommand implements Callable<Integer> {

  /// Forms of the result.
  enum Format {
    json,
    values,
    bindings,
    raw,
    discard
  }

  /// How much an explanation tells.
  enum Explain {
    off,
    notes,
    full
  }

  @Mixin private PolicyInputs inputs = new PolicyInputs();

  @Parameters(paramLabel = "QUERY", description = "Such as `data.shop.allow`.")
  private String query = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "The input document.")
  private @Nullable Path input;

  @Option(
      names = {"-I", "--stdin-input"},
      description = "Read the input document from stdin.")
  private boolean stdin;

  @Option(
      names = {"-f", "--format"},
      defaultValue = "json",
      description = "Form of the result: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.json;

  @Option(
      names = "--explain",
      defaultValue = "off",
      description =
          "Also print, on stderr, what happened: ${COMPLETION-CANDIDATES}; notes: `trace` calls and"
              + " why rules failed; full: every step.")
  private Explain explain = Explain.off;

  @Option(names = "--strict", description = "Compile strictly.")
  private boolean strict;

  @Option(
      names = "--strict-builtin-errors",
      description = "An error of a built-in ends the evaluation.")
  private boolean strictErrors;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "End the evaluation after this. Default: ${DEFAULT-VALUE}.")
  private String timeout = "60s";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Duration patience = DurationOption.read("--timeout", timeout, spec);
    Workspace workspace;
    Optional<Value> document;
    CompileSettings settings;
    CompiledPolicy policy;
    try {
      workspace = inputs.workspace();
      document = PolicyInputs.input(input, stdin);
      settings = inputs.settings(workspace).withStrict(strict).withPrints(true);
      RegoCompiler compiler = RegoCompiler.create().with(settings);
      policy = compiler.check(compiler.parse(workspace.modules())).query(query);
    } catch (InvalidInputException e) {
      System.out.println(EvalDocument.errors(e.diagnostics()));
      System.err.print(DiagnosticPrinter.text(e.diagnostics()));
      return ExitCodes.INVALID_INPUT;
    }
    Budget budget = Budget.fuelAndTime(Long.MAX_VALUE, System::nanoTime, patience.toNanos());
    EvaluationContext context =
        EvaluationContext.of(document.orElse(null), workspace.data(), budget)
            .with(settings.builtins())
            .printingTo(System.err::println);
    try {
      EvaluationContext strictly = strictErrors ? context.strict() : context;
      Evaluated evaluated =
          explain == Explain.off
              ? policy.evaluate(strictly)
              : policy.explain(strictly, explain == Explain.full, System.err::println);
      print(policy, evaluated);
      return ExitCodes.DONE;
    } catch (EvaluationFailedException e) {
      System.out.println(EvalDocument.failure(e));
      return ExitCodes.FAILED;
    }
  }

  private void print(CompiledPolicy policy, Evaluated evaluated) {
    switch (format) {
      case json -> System.out.println(EvalDocument.of(policy, evaluated));
      case values ->
          evaluated
              .rows()
              .forEach(row -> System.out.println(ValueJson.write(array(row.expressions()))));
      case bindings ->
          evaluated.rows().forEach(row -> System.out.println(ValueJson.write(row.bindings())));
      case raw ->
          evaluated
              .rows()
              .forEach(row -> row.expressions().forEach(v -> System.out.println(raw(v))));
      case discard -> {}
    }
  }

  private static Value array(List<Value> values) {
    return ArrayValue.of(values);
  }

  private static String raw(Value value) {
    return value instanceof StringValue text ? text.text() : ValueJson.write(value);
  }
}
