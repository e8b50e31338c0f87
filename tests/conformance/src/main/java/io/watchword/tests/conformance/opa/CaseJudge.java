package io.watchword.tests.conformance.opa;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Compares answers with what a case wants, as OPA's own test driver does: result sets without
/// order, errors by code and by the text they contain. Stateless.
final class CaseJudge {

  private CaseJudge() {}

  /// What differs; empty where nothing does.
  ///
  /// @param resultField `want_result` or `want_plan_result`
  static Optional<String> differs(OpaCase one, Answer answer, String resultField) {
    return switch (answer) {
      case Answer.Broken broken -> Optional.of("failed in itself: " + trace(broken.cause()));
      case Answer.Refused refused ->
          one.wantsError()
              ? errorDiffers(one, refused)
              : Optional.of(wanted(one, resultField) + "\n  got error " + refused.text());
      case Answer.Results results ->
          one.wantsError()
              ? Optional.of("wanted an error: " + wantedError(one) + "\n  got " + results.rows())
              : resultDiffers(one, results, resultField);
    };
  }

  private static String trace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString().lines().limit(12).reduce((a, b) -> a + "\n    " + b).orElse("");
  }

  private static String wantedError(OpaCase one) {
    List<String> parts = new ArrayList<>();
    one.wantedStage().ifPresent(stage -> parts.add("in " + stage));
    one.wantedCode().ifPresent(parts::add);
    one.wantedError().ifPresent(parts::add);
    one.wantedErrors().forEach(problem -> parts.add(problem.toString()));
    return String.join(", ", parts);
  }

  private static String wanted(OpaCase one, String field) {
    return "wanted " + one.wantedResult(field).map(Object::toString).orElse("a result");
  }

  private static Optional<String> errorDiffers(OpaCase one, Answer.Refused refused) {
    boolean stage = one.wantedStage().map(refused.stage()::equals).orElse(true);
    boolean code =
        one.wantedCode()
            .map(c -> refused.problems().stream().anyMatch(p -> p.code().equals(c)))
            .orElse(true);
    boolean text = one.wantedError().map(wanted -> says(refused, wanted)).orElse(true);
    boolean all =
        one.wantedErrors().stream()
            .allMatch(wanted -> refused.problems().stream().anyMatch(wanted::isMetBy));
    boolean exhausted =
        !one.isExhaustive() || one.wantedErrors().size() == refused.problems().size();
    return stage && code && text && all && exhausted
        ? Optional.empty()
        : Optional.of(
            "wanted error "
                + wantedError(one)
                + "\n  got, in "
                + refused.stage()
                + ": "
                + refused.text());
  }

  private static Optional<String> resultDiffers(
      OpaCase one, Answer.Results results, String resultField) {
    if (one.wantedDefined().isPresent()
        && one.wantedDefined().get() == results.rows().isEmpty()
        && one.wantedResult(resultField).isEmpty()) {
      return Optional.of("wanted defined: " + one.wantedDefined().get());
    }
    Optional<List<Value>> rows = one.wantedResult(resultField);
    if (rows.isEmpty()) {
      return one.wantedDefined().isPresent()
          ? Optional.empty()
          : Optional.of("the case wants nothing (expected: a result or an error)");
    }
    TreeSet<Value> wanted = new TreeSet<>(rows.get());
    TreeSet<Value> got = new TreeSet<>();
    results.rows().forEach(row -> got.add(asJson(row, one)));
    if (wanted.equals(got)) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("the result sets differ");
    wanted.stream().filter(v -> !got.contains(v)).forEach(v -> text.append("\n  - ").append(v));
    got.stream().filter(v -> !wanted.contains(v)).forEach(v -> text.append("\n  + ").append(v));
    return Optional.of(text.toString());
  }

  // Sets are arrays and keys are strings once they are JSON.
  private static Value asJson(Value row, OpaCase one) {
    ObjectValue bindings = (ObjectValue) ValueJson.parse(ValueJson.write(row));
    TableValue kept = TableValue.growing();
    for (Value name : bindings.sortedKeys()) {
      boolean generated = name instanceof StringValue text && text.text().startsWith("__localq");
      if (!(generated && one.ignoreGeneratedVars())) {
        Value value = bindings.required(name);
        kept.put(name, one.sortBindings() ? sorted(value) : value);
      }
    }
    return kept;
  }

  private static Value sorted(Value value) {
    if (!(value instanceof ArrayValue array)) {
      return value;
    }
    List<Value> items = new ArrayList<>(array.items());
    items.sort(null);
    return ArrayValue.of(items);
  }

  private static boolean says(Answer.Refused refused, String wanted) {
    return refused.text().contains(wanted)
        || refused.problems().stream().anyMatch(found -> found.asOpaPrints().contains(wanted));
  }
}
