package io.watchword.cli.policy;

import com.sun.management.ThreadMXBean;
import io.watchword.authz.compile.CheckedModules;
import io.watchword.authz.compile.CompiledPolicy;
import io.watchword.authz.compile.Evaluated;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.workspace.Workspace;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `policy bench QUERY`: what one evaluation costs.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure a query: warmed up, one thread, the input parsed before. Prints JSON.",
      "Very short evaluations are timed in batches, and p50 and p99 are those of batches' means."
    },
    footer = {"", "Example: watchword policy bench -b policies/ -i input.json data.shop.allow"})
public final class BenchCommand implements Callable<Integer> {

  private static final int MOST_SAMPLES = 200_000;
  private static final long BATCH_NANOS = 5_000;

  @Mixin private PolicyInputs inputs = new PolicyInputs();

  @Parameters(paramLabel = "QUERY", description = "Such as `data.shop.allow`.")
  private String query = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "The input document.")
  private @Nullable Path input;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How long is measured, after as long a warm-up. Default: ${DEFAULT-VALUE}.")
  private double seconds = 3;

  @Override
  public Integer call() {
    try {
      return bench();
    } catch (EvaluationFailedException e) {
      System.out.println(EvalDocument.failure(e));
      return ExitCodes.FAILED;
    }
  }

  private int bench() {
    Workspace workspace = inputs.workspace();
    Optional<Value> document = PolicyInputs.input(input, false);
    long begin = System.nanoTime();
    RegoCompiler compiler = RegoCompiler.create().with(inputs.settings(workspace));
    CheckedModules checked = compiler.check(compiler.parse(workspace.modules()));
    long compiled = System.nanoTime();
    CompiledPolicy policy = checked.query(query).withData(workspace.data());
    long loaded = System.nanoTime();
    Value question = document.orElse(NullValue.NULL);
    Evaluated first = policy.evaluate(question);
    long evaluated = System.nanoTime();
    TableValue result = TableValue.growing();
    put(result, "result", result(first));
    Measured measured = measure(policy, question);
    put(result, "ns_per_op", measured.times());
    put(result, "ops", NumberValue.of(measured.ops()));
    put(result, "bytes_per_op", NumberValue.of(measured.bytes()));
    put(result, "compile_ms", decimal((compiled - begin) / 1e6));
    put(result, "load_ms", decimal((loaded - compiled) / 1e6));
    put(result, "first_eval_ns", NumberValue.of(evaluated - loaded));
    System.out.println(IndentedJson.of(result));
    return ExitCodes.DONE;
  }

  private static Value result(Evaluated first) {
    return first
        .value()
        .orElseGet(
            () ->
                first.isDefined()
                    ? ArrayValue.of(
                        first.rows().stream().<Value>map(Evaluated.Row::bindings).toList())
                    : NullValue.NULL);
  }

  private record Measured(TableValue times, long ops, long bytes) {}

  private Measured measure(CompiledPolicy policy, Value question) {
    long budget = (long) (Math.max(0.1, seconds) * 1e9);
    int batch = warmUp(policy, question, budget);
    double[] samples = new double[MOST_SAMPLES];
    int count = 0;
    long ops = 0;
    long spent = 0;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytesBefore = threads.getCurrentThreadAllocatedBytes();
    while (spent < budget && count < MOST_SAMPLES) {
      long begin = System.nanoTime();
      for (int i = 0; i < batch; i++) {
        policy.evaluate(question);
      }
      long took = System.nanoTime() - begin;
      samples[count++] = (double) took / batch;
      spent += took;
      ops += batch;
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - bytesBefore;
    double[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    TableValue times = TableValue.growing();
    put(times, "mean", decimal((double) spent / ops));
    put(times, "p50", decimal(sorted[count / 2]));
    put(times, "p99", decimal(sorted[(int) (count * 99L / 100)]));
    return new Measured(times, ops, bytes / ops);
  }

  // How many evaluations a batch needs to last long enough for the clock.
  private static int warmUp(CompiledPolicy policy, Value question, long budget) {
    long end = System.nanoTime() + budget;
    long best = Long.MAX_VALUE;
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      policy.evaluate(question);
      best = Math.min(best, System.nanoTime() - begin);
    }
    return (int) Math.max(1, BATCH_NANOS / Math.max(1, best));
  }

  private static NumberValue decimal(double value) {
    return NumberValue.parse(Double.toString(Math.round(value * 10) / 10.0));
  }

  private static void put(TableValue table, String name, Value value) {
    table.put(new StringValue(name), value);
  }
}
