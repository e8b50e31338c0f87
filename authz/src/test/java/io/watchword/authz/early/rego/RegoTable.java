package io.watchword.authz.early.rego;

import io.watchword.authz.early.plan.Planner;
import io.watchword.authz.early.resolve.ResolvedPolicy;
import io.watchword.authz.early.resolve.Resolver;
import io.watchword.authz.early.types.TypeChecker;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// `rego-truth.txt` and how its rows are run.
final class RegoTable {

  static final String INPUT =
      """
      {"user": "alice", "roles": ["admin", "dev"], "limits": {"a": 1, "b": 2.5}, "flag": false,
       "headers": {"x-a": "1"}, "nested": {"list": [{"k": "v0"}, {"k": "v1"}]},
       "matrix": [[1, 2], [3, 4]], "pair": [1, "two"]}
      """;

  private RegoTable() {}

  /// @param module whole text
  /// @param result JSON, or `undefined`
  record Row(String module, String result) {
    @Override
    public String toString() {
      return module.substring("package t\n\n".length()).strip() + " -> " + result;
    }
  }

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(RegoTable.class.getResourceAsStream("rego-truth.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] cells = line.split(" \\|\\|\\| ", -1);
          rows.add(new Row("package t\n\n" + cells[0].replace("⏎", "\n") + "\n", cells[1]));
        }
      }
    }
    return rows;
  }

  /// `data.t.p` under our compiler and interpreter, by way of `plan.json`.
  static String evaluate(String module) {
    List<Diagnostic> problems = new ArrayList<>();
    List<Module> modules =
        RegoParser.parse(Source.of("t.rego", module), problems).stream().toList();
    ResolvedPolicy resolved = Resolver.resolve(modules, problems);
    if (problems.isEmpty()) {
      TypeChecker.check(resolved, problems);
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    PlanProgram plan = PlanJson.read(PlanJson.write(Planner.plan(resolved)));
    Value value =
        new Interpreter(plan)
            .rule(
                "g0.data.t.p",
                EvaluationContext.of(
                    ValueJson.parse(INPUT), TableValue.growing(), Budget.fuel(Budget.DEFAULT_FUEL)))
            .value();
    return value == null ? "undefined" : ValueJson.write(value);
  }
}
