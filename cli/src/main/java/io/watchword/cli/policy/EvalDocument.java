package io.watchword.cli.policy;

import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.Evaluated;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.rego.Location;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.List;

/// The document that `opa eval --format json` prints. Stateless.
final class EvalDocument {

  private EvalDocument() {}

  /// `{}` where the query is undefined.
  static Value of(CompiledPolicy policy, Evaluated evaluated) {
    TableValue document = TableValue.growing();
    if (!evaluated.isDefined()) {
      return document;
    }
    List<Value> results = new ArrayList<>();
    for (Evaluated.Row row : evaluated.rows()) {
      TableValue result = TableValue.growing();
      List<Value> expressions = new ArrayList<>();
      for (int i = 0; i < row.expressions().size(); i++) {
        CompiledPolicy.Written written = policy.expressions().get(i);
        TableValue expression = TableValue.growing();
        put(expression, "value", row.expressions().get(i));
        put(expression, "text", new StringValue(written.text()));
        put(expression, "location", place(written.at()));
        expressions.add(expression);
      }
      put(result, "expressions", ArrayValue.of(expressions));
      if (row.bindings().size() > 0) {
        put(result, "bindings", row.bindings());
      }
      results.add(result);
    }
    put(document, "result", ArrayValue.of(results));
    return document;
  }

  /// The query or a module is wrong.
  static Value errors(List<Diagnostic> problems) {
    List<Value> errors = new ArrayList<>();
    for (Diagnostic problem : problems) {
      TableValue error = TableValue.growing();
      put(error, "message", new StringValue(problem.message()));
      put(error, "code", new StringValue(problem.code()));
      problem
          .position()
          .ifPresent(at -> put(error, "location", place(at.file(), at.line(), at.column())));
      errors.add(error);
    }
    return errorDocument(errors);
  }

  /// The evaluation has no answer.
  static Value failure(EvaluationFailedException failed) {
    TableValue error = TableValue.growing();
    put(error, "message", new StringValue(String.valueOf(failed.getMessage())));
    put(error, "code", new StringValue(failed.code()));
    failed
        .position()
        .ifPresent(at -> put(error, "location", place(at.file(), at.line(), at.column())));
    return errorDocument(List.of(error));
  }

  private static Value errorDocument(List<Value> errors) {
    TableValue document = TableValue.growing();
    put(document, "errors", ArrayValue.of(errors));
    return document;
  }

  private static Value place(Location at) {
    TableValue place = TableValue.growing();
    put(place, "row", NumberValue.of(at.line()));
    put(place, "col", NumberValue.of(at.column()));
    return place;
  }

  private static Value place(String file, int row, int column) {
    TableValue place = TableValue.growing();
    put(place, "file", new StringValue(file));
    put(place, "row", NumberValue.of(row));
    put(place, "col", NumberValue.of(column));
    return place;
  }

  private static void put(TableValue table, String name, Value value) {
    table.put(new StringValue(name), value);
  }
}
