package io.watchword.authz.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanJson;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each plan of OPA's own cases on interpreter and bytecode: the same results, errors and
/// definitions, strict or not.
@Tag("needs-opa-cases")
class OpaPlansOnBothEnginesTest {

  private final List<String> differences = new ArrayList<>();
  private int compared;

  @Test
  void evaluate_plansOfOpa_bothEnginesAgree() throws IOException {
    Optional<Path> cases = archive();
    assumeTrue(cases.isPresent(), "needs-opa-cases: the cases are not beside the checkout");
    for (Value file : read(cases.get())) {
      for (Value test : ((ArrayValue) Objects.requireNonNull(get(file, "cases"))).items()) {
        compare(test);
      }
    }
    System.out.printf("engines: %d evaluations compared%n", compared);
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(4_000);
  }

  private void compare(Value test) {
    String note = String.valueOf(get(test, "note"));
    PlanProgram program = PlanJson.read(Objects.requireNonNull(get(test, "plan")));
    Interpreter interpreter;
    try {
      interpreter = new Interpreter(program);
    } catch (IllegalArgumentException missingBuiltin) {
      return;
    }
    compare(test, note, interpreter, BytecodeEngine.compile(program));
    compare(test, note + " in small methods", interpreter, BytecodeEngine.compile(program, 150));
  }

  private void compare(Value test, String note, Interpreter interpreter, BytecodeEngine bytecode) {
    PlanProgram program = interpreter.program();
    for (boolean strict : List.of(true, false)) {
      program
          .entries()
          .forEach(
              entry ->
                  same(
                      note + " entry " + entry.name() + (strict ? " strict" : ""),
                      () -> entry(interpreter, entry.name(), test, strict),
                      () -> entry(bytecode, entry.name(), test, strict)));
      for (PlanProgram.Function function : program.functions()) {
        if (function.parameters().size() == 2) {
          same(
              note + " " + function.name() + (strict ? " strict" : ""),
              () -> rule(interpreter, function.name(), test, strict),
              () -> rule(bytecode, function.name(), test, strict));
        }
      }
    }
  }

  private void same(String what, Supplier<String> first, Supplier<String> second) {
    String expected = first.get();
    String got = second.get();
    compared++;
    // Chance differs from one evaluation to the next.
    if (!expected.equals(got) && !what.contains("uuid") && !what.contains("rand")) {
      differences.add(what + "\n  interpreter: " + expected + "\n  bytecode:    " + got);
    }
  }

  private static String entry(Engine engine, String name, Value test, boolean strict) {
    try {
      return engine.entry(name, context(test, strict)).toString();
    } catch (EvaluationFailedException e) {
      return e.code() + ": " + e.getMessage() + " at " + e.position();
    } catch (RuntimeException | StackOverflowError e) {
      return e.toString();
    }
  }

  private static String rule(Engine engine, String name, Value test, boolean strict) {
    try {
      Outcome outcome = engine.rule(name, context(test, strict));
      return outcome.value() + " defined at " + outcome.definedAt();
    } catch (EvaluationFailedException e) {
      return e.code() + ": " + e.getMessage() + " at " + e.position();
    } catch (RuntimeException | StackOverflowError e) {
      return e.toString();
    }
  }

  private static EvaluationContext context(Value test, boolean strict) {
    Value data = get(test, "data") instanceof ObjectValue object ? object : TableValue.growing();
    EvaluationContext context =
        EvaluationContext.of(get(test, "input"), data, Budget.fuel(20_000_000));
    return strict ? context.strict() : context;
  }

  private static @Nullable Value get(Value object, String key) {
    return object instanceof ObjectValue fields ? fields.get(new StringValue(key)) : null;
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
          files.add(ValueJson.parse(new String(content, StandardCharsets.UTF_8)));
        }
        header = in.readNBytes(512);
      }
    }
    return files;
  }
}
