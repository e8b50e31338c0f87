package io.watchword.tests.benchmarks;

import io.watchword.authz.decision.ConnectionFacts;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DecisionPoint;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.Destination;
import io.watchword.authz.decision.RequestFacts;
import io.watchword.authz.load.DecisionPoints;
import io.watchword.authz.load.LoadSettings;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.PolicyLoader;
import io.watchword.bundles.archive.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one decision costs by the shop's policies, two files of Istio YAML and one of Rego, and
/// what it costs to load them. Run by `tests/benchmarks/jmh` at the root of the checkout. Single
/// thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms64m", "-Xmx256m"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecisionBenchmark {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final String INTRUDER = "spiffe://example.org/ns/elsewhere/sa/intruder";

  private final List<PolicyFile> files = readShop();
  private final DecisionPoint orders = point(files);
  private final RequestFacts allowed = request(WEB, "GET", "/orders", Map.of());
  private final RequestFacts deniedByYaml = request(WEB, "GET", "/admin/users", Map.of());
  private final RequestFacts deniedByRego =
      request(WEB, "POST", "/orders", Map.of("content-type", "application/json"));
  private final RequestFacts allowedByRego =
      request(WEB, "GET", "/reports/q3", Map.of("x-report-for", "finance"));
  private final RequestFacts deniedByDefault = request(INTRUDER, "GET", "/orders", Map.of());

  /// Fails where the policies no longer say what the names here say.
  @Setup
  public void check() {
    expect(true, allowed);
    expect(true, allowedByRego);
    expect(false, deniedByYaml);
    expect(false, deniedByRego);
    expect(false, deniedByDefault);
  }

  /// An ALLOW of the YAML, after all DENYs of both languages did not match.
  @Benchmark
  public Decision allowedByYaml() {
    return ask(allowed);
  }

  /// A Rego `allow`.
  @Benchmark
  public Decision allowedByRego() {
    return ask(allowedByRego);
  }

  /// A DENY of the YAML.
  @Benchmark
  public Decision deniedByYaml() {
    return ask(deniedByYaml);
  }

  /// A Rego `deny`, with its reason.
  @Benchmark
  public Decision deniedByRego() {
    return ask(deniedByRego);
  }

  /// No rule matched; the answer names the first that could have.
  @Benchmark
  public Decision deniedByDefault() {
    return ask(deniedByDefault);
  }

  /// From the bytes of the files to a policy that can decide.
  @Benchmark
  public LoadedPolicy load() {
    return PolicyLoader.load(files, LoadSettings.DEFAULT);
  }

  private Decision ask(RequestFacts facts) {
    return orders.decide(facts).toCompletableFuture().join();
  }

  private void expect(boolean allows, RequestFacts facts) {
    Decision decision = ask(facts);
    if (decision.allows() != allows) {
      throw new IllegalStateException(
          facts.method() + " " + facts.path() + ": " + decision + ", expected allows=" + allows);
    }
  }

  private static DecisionPoint point(List<PolicyFile> files) {
    LoadedPolicy policy = PolicyLoader.load(files, LoadSettings.DEFAULT);
    return DecisionPoints.local(policy, DefaultAction.DENY, destination());
  }

  private static List<PolicyFile> readShop() {
    Path folder = Path.of("examples/shop/policies");
    List<PolicyFile> files = new ArrayList<>();
    try (Stream<Path> below = Files.list(folder)) {
      for (Path file : below.sorted().toList()) {
        files.add(new PolicyFile("policies/" + file.getFileName(), Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new IllegalStateException("`" + folder + "` cannot be read: " + e, e);
    }
    return files;
  }

  private static Destination destination() {
    return new Destination(
        "orders",
        "spiffe://example.org/ns/shop/sa/orders",
        "shop",
        "orders",
        Map.of("app", "orders"));
  }

  private static RequestFacts request(
      String caller, String method, String path, Map<String, String> headers) {
    ConnectionFacts connection =
        new ConnectionFacts(
            "c-1",
            new ConnectionFacts.Source(
                caller, "127.0.0.1", 4711, "0a", "ff", "2026-11-24T23:00:00Z"),
            destination(),
            "127.0.0.1",
            8080,
            "http",
            new ConnectionFacts.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "", "http/1.1"));
    return new Asked(connection, method, path, headers);
  }

  private record Asked(
      ConnectionFacts connection, String method, String path, Map<String, String> headers)
      implements RequestFacts {

    @Override
    public String requestId() {
      return "r-1";
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
    public String rawPath() {
      return path;
    }

    @Override
    public Map<String, List<String>> query() {
      return Map.of();
    }
  }
}
