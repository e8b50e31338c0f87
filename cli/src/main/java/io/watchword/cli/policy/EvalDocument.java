package io.watchword.cli.policy;

import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.Evaluated;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.SourcePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The document that `opa eval --format json` prints, its members in that order; errors have no
/// `details`. Stateless.
final class EvalDocument {

  private EvalDocument() {}

  /// `{}` where the query is undefined.
  static String of(CompiledPolicy policy, Evaluated evaluated) {
    List<Object> results = new ArrayList<>();
    for (Evaluated.Row row : evaluated.rows()) {
      List<Object> expressions = new ArrayList<>();
      for (int i = 0; i < row.expressions().size(); i++) {
        CompiledPolicy.Written written = policy.expressions().get(i);
        SequencedMap<String, Object> place = new LinkedHashMap<>();
        place.put("row", written.at().line());
        place.put("col", written.at().column());
        SequencedMap<String, Object> expression = new LinkedHashMap<>();
        expression.put("value", row.expressions().get(i));
        expression.put("text", written.text());
        expression.put("location", place);
        expressions.add(expression);
      }
      SequencedMap<String, Object> result = new LinkedHashMap<>();
      result.put("expressions", expressions);
      if (row.bindings().size() > 0) {
        result.put("bindings", row.bindings());
      }
      results.add(result);
    }
    SequencedMap<String, Object> document = new LinkedHashMap<>();
    if (evaluated.isDefined()) {
      document.put("result", results);
    }
    return IndentedJson.of(document);
  }

  /// The query or a module is wrong.
  static String errors(List<Diagnostic> problems) {
    return errorDocument(
        problems.stream()
            .map(problem -> error(problem.message(), problem.code(), problem.position()))
            .toList());
  }

  /// The evaluation has no answer.
  static String failure(EvaluationFailedException failed) {
    String message = String.valueOf(failed.getMessage());
    return errorDocument(List.of(error(message, failed.code(), failed.position())));
  }

  private static SequencedMap<String, Object> error(
      String message, String code, Optional<SourcePosition> at) {
    SequencedMap<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("code", code);
    at.ifPresent(
        position -> {
          SequencedMap<String, Object> place = new LinkedHashMap<>();
          // The query has no file; its plan calls it so.
          place.put("file", position.file().equals("<query>") ? "" : position.file());
          place.put("row", position.line());
          place.put("col", position.column());
          error.put("location", place);
        });
    return error;
  }

  private static String errorDocument(List<SequencedMap<String, Object>> errors) {
    SequencedMap<String, Object> document = new LinkedHashMap<>();
    document.put("errors", errors);
    return IndentedJson.of(document);
  }
}
