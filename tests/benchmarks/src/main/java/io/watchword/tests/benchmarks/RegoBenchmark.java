package io.watchword.tests.benchmarks;

import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.Evaluated;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a query costs, for each workload of `policies/`, compiled and with the input parsed before.
/// Run by `tests/benchmarks/jmh` at the root of the checkout. Single thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms256m", "-Xmx2g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RegoBenchmark {

  @Param({
    "tiny_allow",
    "tiny_deny",
    "rbac_keyed",
    "rbac_scan",
    "rules_10000",
    "startswith_1000",
    "glob_rules_500",
    "globs_500",
    "regexes_500",
    "jwt_claims",
    "jwt_verify_es256",
    "jwt_verify_rs256",
    "jwt_forged_es256",
    "jwt_forged_rs256",
    "graph_reachable",
    "graph_partial",
    "admission",
    "envoy_headers",
    "cidr_sets"
  })
  public String workload = "";

  private CompiledPolicy policy = RegoCompiler.create().compile("true");
  private Value input = ValueJson.parse("null");

  /// Generates the workloads, compiles one, and fails where it is undefined.
  @Setup
  public void compile() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("watchword-bench-");
    try {
      Process generating =
          new ProcessBuilder("python3", "tests/benchmarks/policies/generate", folder.toString())
              .inheritIO()
              .start();
      if (generating.waitFor() != 0) {
        throw new IllegalStateException("the workloads could not be generated");
      }
      Path own = folder.resolve(workload);
      input = ValueJson.parse(Files.readString(own.resolve("input.json")));
      policy =
          RegoCompiler.create()
              .compile(
                  Files.readString(own.resolve("query")).strip(),
                  Source.of("policy.rego", Files.readString(own.resolve("policy.rego"))))
              .withData((ObjectValue) ValueJson.parse(Files.readString(own.resolve("data.json"))));
    } finally {
      remove(folder);
    }
    if (!policy.evaluate(input).isDefined()) {
      throw new IllegalStateException(workload + " has no answer");
    }
  }

  /// The whole answer, as `policy bench` takes it.
  @Benchmark
  public Evaluated query() {
    return policy.evaluate(input);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path file : List.copyOf(below.sorted(Comparator.reverseOrder()).toList())) {
        Files.delete(file);
      }
    }
  }
}
