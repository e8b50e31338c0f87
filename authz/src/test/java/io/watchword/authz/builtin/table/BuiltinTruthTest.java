package io.watchword.authz.builtin.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Built-ins against the answers of OPA 1.20.2, one row a call: name, arguments, result; `!` before
/// the code and message of a failure.
class BuiltinTruthTest {

  @ParameterizedTest
  @ValueSource(strings = {"collection", "number"})
  void call_rowsOfTable_giveOpasAnswers(String family) throws IOException {
    List<String> wanted = new ArrayList<>();
    List<String> got = new ArrayList<>();
    for (String row : rows(family)) {
      String[] parts = row.split("\t", -1);
      String answer = parts[0] + "\t" + parts[1] + "\t" + answer(parts[0], parts[1]);
      if (!answer.equals(row)) {
        wanted.add(row);
        got.add(answer);
      }
    }
    assertThat(got).isEqualTo(wanted);
  }

  private static String answer(String name, String arguments) {
    Value[] values = ((ArrayValue) RegoTextReader.read(arguments)).items().toArray(new Value[0]);
    try {
      Value result =
          Builtins.find(name)
              .orElseThrow()
              .call(EvaluationContext.empty(Budget.fuel(10_000_000)), values);
      return result == null ? "undefined" : result.toString();
    } catch (BuiltinFailedException e) {
      return "! " + e.kind().code() + ": " + name + ": " + e.getMessage();
    }
  }

  private static List<String> rows(String family) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(BuiltinTruthTest.class.getResourceAsStream(family + ".txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
