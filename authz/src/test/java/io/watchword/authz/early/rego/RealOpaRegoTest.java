package io.watchword.authz.early.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rows of `rego-truth.txt`, answered by the real OPA in one run: each in a package of its own.
@Tag("needs-opa")
class RealOpaRegoTest {

  @TempDir private Path folder;

  @Test
  void evaluate_everyRow_isWhatOpaSays() throws Exception {
    Optional<String> opa = opaOnThisMachine();
    assumeTrue(opa.isPresent(), "needs-opa: no opa on the path");
    List<RegoTable.Row> rows = RegoTable.rows();
    for (int i = 0; i < rows.size(); i++) {
      String module =
          rows.get(i)
              .module()
              .replace("package t\n", "package t.r" + i + "\n")
              .replace("data.t.q", "data.t.r" + i + ".q");
      Files.writeString(folder.resolve("r" + i + ".rego"), module);
    }
    Files.writeString(folder.resolve("input.json"), RegoTable.INPUT);
    Value results = evaluate(opa.get());
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Value own = get(get(results, "r" + i), "p");
      String expected = own == null ? "undefined" : ValueJson.write(own);
      String ours = RegoTable.evaluate(rows.get(i).module());
      if (!same(expected, ours)) {
        differences.add(rows.get(i) + ": opa says " + expected + ", we say " + ours);
      }
    }
    assertThat(differences).isEmpty();
  }

  private static boolean same(String opa, String ours) {
    if (opa.equals("undefined") || ours.equals("undefined")) {
      return opa.equals(ours);
    }
    return ValueJson.parse(opa).equals(ValueJson.parse(ours));
  }

  private Value evaluate(String opa) throws IOException, InterruptedException {
    Path result = folder.resolve("result");
    Process process =
        new ProcessBuilder(
                opa,
                "eval",
                "--format",
                "json",
                "-d",
                folder.toString(),
                "-i",
                folder.resolve("input.json").toString(),
                "data.t")
            .redirectOutput(result.toFile())
            .redirectErrorStream(true)
            .start();
    String text;
    int exit = process.waitFor();
    text = Files.readString(result, StandardCharsets.UTF_8);
    assertThat(exit).as(text).isZero();
    Value first = ((ArrayValue) require(get(ValueJson.parse(text), "result"))).items().get(0);
    Value expression = ((ArrayValue) require(get(first, "expressions"))).items().get(0);
    return require(get(expression, "value"));
  }

  private static Value require(@Nullable Value value) {
    if (value == null) {
      throw new AssertionError("opa's answer lacks a field");
    }
    return value;
  }

  private static @Nullable Value get(@Nullable Value object, String key) {
    return object instanceof ObjectValue fields ? fields.get(new StringValue(key)) : null;
  }

  private static Optional<String> opaOnThisMachine() {
    Stream<Path> named = Optional.ofNullable(System.getenv("WATCHWORD_OPA")).map(Path::of).stream();
    Stream<Path> onPath =
        Arrays.stream(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
            .map(folder -> Path.of(folder, "opa"));
    return Stream.concat(named, onPath).filter(Files::isExecutable).map(Path::toString).findFirst();
  }
}
