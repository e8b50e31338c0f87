package io.watchword.tests.benchmarks;

import io.watchword.authz.bytecode.BytecodeEngine;
import io.watchword.authz.bytecode.RuleEvaluator;
import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.load.DecisionPoints;
import io.watchword.authz.load.InputDocument;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.authz.value.FactsObject;
import io.watchword.authz.value.Value;
import io.watchword.bundles.archive.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The smallest policy on the facts of a request as the proxy holds them, no document made of them.
/// Run by `tests/benchmarks/jmh AccessorBenchmark -prof gc`. Single thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms64m", "-Xmx256m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessorBenchmark {

  private static final String POLICY =
      """
      package watchword.request

      allow if {
        input.source.spiffe_id == "spiffe://example.org/ns/shop/sa/web"
        input.request.method == "GET"
        input.request.path == "/orders"
      }
      """;

  private final LoadedPolicy policy =
      PolicyLoader.load(
          List.of(new PolicyFile("a.rego", POLICY.getBytes(StandardCharsets.UTF_8))),
          LoadSettings.DEFAULT);
  private final Asked request = new Asked(connection());
  private final FactsObject<RequestFacts> input = InputDocument.of(request);
  private final RuleEvaluator rule =
      BytecodeEngine.compile(policy.plan())
          .evaluator(
              "g0.data.watchword.request.allow",
              EvaluationContext.of(input, policy.data(), Budget.fuel(Budget.DEFAULT_FUEL)))
          .orElseThrow();
  private final DecisionPoint point =
      DecisionPoints.local(policy, DefaultAction.DENY, request.connection().destination());

  /// The rule alone, one document shown the facts of each request.
  @Benchmark
  public @Nullable Value rule() {
    input.show(request);
    return rule.evaluate(input);
  }

  /// The same with a document made for each request.
  @Benchmark
  public @Nullable Value ruleOfNewRequest() {
    return rule.evaluate(InputDocument.of(request));
  }

  /// The decision as the proxy asks for it, with the name of the rule that allowed it.
  @Benchmark
  public Decision decision() {
    return point.decide(request).toCompletableFuture().join();
  }

  private static ConnectionFacts connection() {
    return new ConnectionFacts(
        "c-1",
        new ConnectionFacts.Source(
            "spiffe://example.org/ns/shop/sa/web",
            "127.0.0.1",
            4711,
            "0a",
            "ff",
            "2026-11-24T23:00:00Z"),
        new Destination(
            "orders", "spiffe://example.org/ns/shop/sa/orders", "shop", "orders", Map.of()),
        "127.0.0.1",
        8080,
        "http",
        new ConnectionFacts.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "", "http/1.1"));
  }

  private record Asked(ConnectionFacts connection) implements RequestFacts {

    @Override
    public String requestId() {
      return "r-1";
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public String host() {
      return "orders:8080";
    }

    @Override
    public String path() {
      return "/orders";
    }

    @Override
    public String rawPath() {
      return "/orders";
    }

    @Override
    public Map<String, List<String>> query() {
      return Map.of();
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }
  }
}
