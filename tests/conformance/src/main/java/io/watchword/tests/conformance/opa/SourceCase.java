package io.watchword.tests.conformance.opa;

import io.watchword.authz.compile.CheckedModules;
import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.compile.CompileSettings.Execution;
import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.Evaluated;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Source;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Runs a case from its source: parse, compile, query, evaluate. Stateless.
final class SourceCase {

  private static final Set<String> EXPERIMENTAL = Set.of("and", "not", "or");

  private SourceCase() {}

  static Answer run(OpaCase one, Execution execution) {
    RegoCompiler compiler = RegoCompiler.create().with(settings(one, execution));
    List<Source> sources = new ArrayList<>();
    one.modules().forEach((name, text) -> sources.add(Source.of(name, text)));
    try {
      var modules = at("parse", () -> compiler.parse(sources));
      CheckedModules checked = at("compile", () -> compiler.check(modules));
      var query = at("query", () -> checked.parse(one.query()));
      CompiledPolicy policy = at("query", () -> checked.query(query));
      Optional<Value> input = input(one, compiler);
      return evaluate(policy, PlanCase.context(one, input));
    } catch (RefusedException e) {
      return e.answer;
    }
  }

  private static CompileSettings settings(OpaCase one, Execution execution) {
    Capabilities capabilities = one.isV0() ? Capabilities.STANDARD_V0 : Capabilities.STANDARD;
    CompileSettings settings =
        CompileSettings.DEFAULT
            .withVersion(one.isV0() ? RegoVersion.V0 : RegoVersion.V1)
            .withStrict(one.strictCompiler())
            .withPrints(one.printStatements())
            .withExecution(execution);
    Capabilities all = capabilities.with(SleepFunction.SIGNATURE);
    return settings.withCapabilities(
        one.experimentalKeywords() ? all.withFutureKeywords(EXPERIMENTAL) : all);
  }

  private static Answer evaluate(CompiledPolicy policy, EvaluationContext context) {
    try {
      return new Answer.Results(
          policy.evaluate(context).rows().stream().map(SourceCase::bindings).toList());
    } catch (EvaluationFailedException e) {
      return PlanCase.failed(e);
    }
  }

  private static Value bindings(Evaluated.Row row) {
    return row.bindings();
  }

  /// `input_term` is Rego; it goes before `input`.
  static Optional<Value> input(OpaCase one, RegoCompiler compiler) {
    if (one.inputTerm().isEmpty()) {
      return one.input();
    }
    CompiledPolicy term = compiler.check(List.of()).query(one.inputTerm().get());
    return term.evaluate(PlanCase.context(one, Optional.empty())).value();
  }

  private static <T> T at(String stage, Supplier<T> step) {
    try {
      return step.get();
    } catch (InvalidInputException e) {
      List<Problem> problems = new ArrayList<>();
      for (Diagnostic found : e.diagnostics()) {
        if (found.isError()) {
          int row = found.position().map(p -> p.line()).orElse(0);
          int col = found.position().map(p -> p.column()).orElse(0);
          problems.add(new Problem(found.code(), row, col, found.message()));
        }
      }
      throw new RefusedException(new Answer.Refused(stage, problems));
    }
  }

  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer.Refused answer;

    RefusedException(Answer.Refused answer) {
      this.answer = answer;
    }
  }
}
