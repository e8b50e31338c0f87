package io.watchword.authz.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchword.authz.early.plan.Planner;
import io.watchword.authz.early.rego.Module;
import io.watchword.authz.early.rego.RegoParser;
import io.watchword.authz.early.resolve.ResolvedPolicy;
import io.watchword.authz.early.resolve.Resolver;
import io.watchword.authz.early.types.TypeChecker;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.platform.diagnostics.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// OPA's own cases that fall inside what this version supports, from OPA's plan and from source.
/// What differs is a row of `opa-known-gaps.txt`; a gap that starts passing must be taken off the
/// list. The number that pass may only grow.
@Tag("needs-opa-cases")
class OpaConformanceTest {

  private static final int PLANS_PASSING = 1_296;
  private static final int SOURCES_PASSING = 664;
  private static final Pattern RULE_QUERY = Pattern.compile("(data(?:\\.[a-zA-Z0-9_]+)+) = x");

  private final TreeSet<String> failures = new TreeSet<>();
  private int plansPassing;
  private int plansOutside;
  private int sourcesPassing;
  private int sourcesOutside;

  @Test
  void evaluate_casesOfOpa_giveOpasResults() throws IOException {
    Optional<Path> cases = archive();
    assumeTrue(cases.isPresent(), "needs-opa-cases: the cases are not beside the checkout");
    for (Value file : read(cases.get())) {
      for (Value test : ((ArrayValue) Objects.requireNonNull(get(file, "cases"))).items()) {
        Case one = new Case(test);
        if (one.inputIsRego()) {
          continue;
        }
        fromPlan(one);
        fromSource(one);
      }
    }
    System.out.printf(
        "conformance: opa cases from plan %d passed, %d failed, %d outside; from source %d passed,"
            + " %d failed, %d outside%n",
        plansPassing,
        failures.stream().filter(f -> f.startsWith("plan ")).count(),
        plansOutside,
        sourcesPassing,
        failures.stream().filter(f -> f.startsWith("source ")).count(),
        sourcesOutside);
    assertThat(failures).containsExactlyElementsOf(new TreeSet<>(knownGaps()));
    assertThat(plansPassing).isGreaterThanOrEqualTo(PLANS_PASSING);
    assertThat(sourcesPassing).isGreaterThanOrEqualTo(SOURCES_PASSING);
  }

  private void fromPlan(Case one) {
    Interpreter interpreter;
    try {
      interpreter =
          new Interpreter(PlanJson.read(Objects.requireNonNull(get(one.value(), "plan"))));
    } catch (IllegalArgumentException missingBuiltin) {
      plansOutside++;
      return;
    }
    if (one.agrees(interpreter, "want_plan_result")) {
      plansPassing++;
    } else {
      failures.add("plan " + one.note());
    }
  }

  private void fromSource(Case one) {
    Matcher query = RULE_QUERY.matcher(one.text("query"));
    List<Diagnostic> problems = new ArrayList<>();
    List<Module> modules = new ArrayList<>();
    List<Value> texts =
        get(one.value(), "modules") instanceof ArrayValue array ? array.items() : List.of();
    for (int i = 0; i < texts.size(); i++) {
      Source source = Source.of("module-" + i + ".rego", ((StringValue) texts.get(i)).text());
      RegoParser.parse(source, problems).ifPresent(modules::add);
    }
    if (!query.matches() || !problems.isEmpty()) {
      sourcesOutside++;
      return;
    }
    ResolvedPolicy resolved = Resolver.resolve(modules, problems);
    if (problems.isEmpty()) {
      TypeChecker.check(resolved, problems);
    }
    if (!problems.isEmpty() || resolved.group(query.group(1)).isEmpty()) {
      sourcesOutside++;
      return;
    }
    PlanProgram plan = Planner.planWithQuery(resolved, query.group(1));
    if (one.agrees(new Interpreter(PlanJson.read(PlanJson.write(plan))), "want_result")) {
      sourcesPassing++;
    } else {
      failures.add("source " + one.note());
    }
  }

  /// One case of the archive.
  private record Case(Value value) {

    String text(String field) {
      return get(value, field) instanceof StringValue text ? text.text() : "";
    }

    String note() {
      return text("note");
    }

    boolean inputIsRego() {
      return get(value, "input_term") != null;
    }

    boolean agrees(Interpreter interpreter, String wanted) {
      Value data = get(value, "data") instanceof ObjectValue object ? object : TableValue.growing();
      String error = text("want_error_code");
      boolean strict = get(value, "strict_error") != null;
      List<Value> results;
      try {
        results =
            interpreter.entry(
                "eval", EvaluationContext.of(get(value, "input"), data, Budget.fuel(50_000_000)));
      } catch (EvaluationFailedException e) {
        return !error.isEmpty() && e.code().equals(error);
      }
      if (!error.isEmpty() || !text("want_error").isEmpty()) {
        // Errors of built-ins are errors only in strict mode; here they make an expression
        // undefined.
        return strict && results.isEmpty();
      }
      List<Value> expected =
          get(value, wanted) instanceof ArrayValue array ? array.items() : List.of();
      return normal(results).equals(normal(expected));
    }

    private static Value sorted(ArrayValue array) {
      List<Value> items = new ArrayList<>(array.items());
      Collections.sort(items);
      return ArrayValue.of(items);
    }

    private Value sortedWhereAsked(Value result) {
      if (get(value, "sort_bindings") == null || !(result instanceof ObjectValue bindings)) {
        return result;
      }
      TableValue sorted = TableValue.growing();
      for (Value name : bindings.sortedKeys()) {
        Value bound = bindings.required(name);
        sorted.put(name, bound instanceof ArrayValue array ? sorted(array) : bound);
      }
      return sorted;
    }

    // Result sets have no order; sets were arrays once written.
    private List<Value> normal(List<Value> values) {
      List<Value> parsed = new ArrayList<>();
      values.forEach(v -> parsed.add(sortedWhereAsked(ValueJson.parse(ValueJson.write(v)))));
      Collections.sort(parsed);
      return parsed;
    }
  }

  private static @Nullable Value get(Value object, String key) {
    return object instanceof ObjectValue fields ? fields.get(new StringValue(key)) : null;
  }

  private static List<String> knownGaps() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            OpaConformanceTest.class.getResourceAsStream("opa-known-gaps.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }

  private static Optional<Path> archive() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path archive = at.resolve("shared/conformance/opa-v1-with-plans.tar.gz");
      if (Files.isRegularFile(archive)) {
        return Optional.of(archive);
      }
    }
    return Optional.empty();
  }

  // A tar of small regular files: a header of 512 bytes with the name and, in octal, the size.
  private static List<Value> read(Path archive) throws IOException {
    List<Value> files = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      byte[] header = in.readNBytes(512);
      while (header.length == 512 && header[0] != 0) {
        String size = new String(header, 124, 11, StandardCharsets.US_ASCII).trim();
        int length = Integer.parseInt(size, 8);
        byte[] content = in.readNBytes(length);
        in.skipNBytes((512 - length % 512) % 512);
        String name = new String(header, 0, 100, StandardCharsets.US_ASCII);
        if (header[156] == '0' && name.replace("\0", "").endsWith(".json")) {
          String text = new String(content, StandardCharsets.UTF_8);
          try {
            files.add(ValueJson.parse(text));
          } catch (IllegalArgumentException tooDeepOrLong) {
            throw new IOException(name + ": " + tooDeepOrLong.getMessage(), tooDeepOrLong);
          }
        }
        header = in.readNBytes(512);
      }
    }
    return files;
  }
}
