package io.watchword.tests.conformance.spiffe;

import io.watchword.tests.conformance.spiffe.cases.JudgePart;
import io.watchword.tests.conformance.spiffe.federation.BundleEndpoint;
import io.watchword.tests.conformance.spiffe.federation.BundleEndpointPart;
import io.watchword.tests.conformance.spiffe.federation.FederationClient;
import io.watchword.tests.conformance.spiffe.federation.FederationClientPart;
import io.watchword.tests.conformance.spiffe.judge.BatchJudge;
import io.watchword.tests.conformance.spiffe.judge.CommandJudge;
import io.watchword.tests.conformance.spiffe.judge.Judge;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.matrix.MatrixHtml;
import io.watchword.tests.conformance.spiffe.matrix.MatrixJson;
import io.watchword.tests.conformance.spiffe.matrix.Reasons;
import io.watchword.tests.conformance.spiffe.matrix.Result;
import io.watchword.tests.conformance.spiffe.matrix.Row;
import io.watchword.tests.conformance.spiffe.matrix.RuleBook;
import io.watchword.tests.conformance.spiffe.produced.CaOutput;
import io.watchword.tests.conformance.spiffe.workload.WorkloadApi;
import io.watchword.tests.conformance.spiffe.workload.wire.WorkloadApiPart;
import io.watchword.tests.conformance.spiffe.workload.wire.WorkloadClientPart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// `tests/conformance/spiffe`: the rules of SPIFFE against any implementation. The last line is `N
/// passed, N failed`. Exit code 0: no MUST of a stable specification is broken; 1: one is; 3: a
/// file cannot be read; 64: wrong usage.
public final class SpiffeConformance {

  private final Options options;
  private final PrintStream out;
  private final InstantSource clock;

  private SpiffeConformance(Options options, PrintStream out, InstantSource clock) {
    this.options = options;
    this.out = out;
    this.clock = clock;
  }

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(arguments, out, err, InstantSource.system()));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err, InstantSource clock) {
    try {
      Options options = Options.parse(arguments);
      if (options.has("--help") || arguments.length == 0) {
        (arguments.length == 0 ? err : out).print(Usage.TEXT);
        return arguments.length == 0 ? 64 : 0;
      }
      return new SpiffeConformance(options, out, clock).run();
    } catch (UsageException e) {
      err.println("spiffe: " + e.getMessage());
      err.println("help: tests/conformance/spiffe --help lists all options");
      return 64;
    } catch (IOException e) {
      err.println("spiffe: " + e);
      return 3;
    }
  }

  private int run() throws IOException {
    Matrix matrix = new Matrix(RuleBook.load(), reasons());
    Path work = Files.createTempDirectory("spiffe-conformance");
    try (Judge judge = judge(work).orElse(null)) {
      if (judge != null) {
        JudgePart part = new JudgePart(judge, matrix, clock);
        part.run();
        Optional<String> limbo = options.get("--limbo");
        if (limbo.isPresent()) {
          part.runLimbo(Path.of(limbo.get()));
        }
      }
    }
    if (options.has("--workload-api")) {
      new WorkloadApiPart(workloadApi(), matrix).run();
    }
    if (options.has("--workload-client")) {
      new WorkloadClientPart(options.get("--workload-client").orElseThrow(), matrix, work).run();
    }
    if (options.has("--ca-output")) {
      new CaOutput(matrix, options.get("--trust-domain").orElse(""))
          .check(Path.of(options.get("--ca-output").orElseThrow()));
    }
    if (options.has("--bundle-endpoint")) {
      new BundleEndpointPart(endpoint(), matrix).run();
    }
    if (options.has("--federation-client")) {
      String command = options.get("--federation-client").orElseThrow();
      new FederationClientPart(FederationClient.command(command, work, patience()), matrix, work)
          .run();
    }
    return report(matrix);
  }

  private BundleEndpoint endpoint() {
    return new BundleEndpoint(
        options.get("--bundle-endpoint").orElseThrow(),
        options.get("--endpoint-profile").orElse("https_web").equals("https_spiffe"),
        options.get("--endpoint-id").orElse(""),
        options.get("--endpoint-bundle").map(Path::of),
        options.get("--endpoint-ca").map(Path::of),
        options.get("--trust-domain").orElse(""));
  }

  private Duration patience() {
    return Duration.ofSeconds(options.number("--timeout", 20));
  }

  private WorkloadApi workloadApi() {
    return new WorkloadApi(
        options.get("--workload-api").orElseThrow(),
        options.all("--expect"),
        options.get("--audience").orElse("spiffe-conformance"),
        options.has("--no-identity-user")
            ? Optional.of(options.number("--no-identity-user", 0))
            : Optional.empty(),
        options.get("--change"),
        Duration.ofSeconds(options.number("--hold", 3)),
        options.number("--streams", 40));
  }

  private Reasons reasons() throws IOException {
    Reasons reasons = new Reasons();
    for (String file : options.all("--reasons")) {
      reasons.read(Path.of(file), "");
    }
    for (String file : options.all("--limbo-reasons")) {
      reasons.read(Path.of(file), "limbo ");
    }
    return reasons;
  }

  private Optional<Judge> judge(Path work) {
    Duration patience = patience();
    if (options.has("--validator-batch")) {
      return options.get("--validator-batch").map(command -> new BatchJudge(command, patience));
    }
    Map<CommandJudge.Kind, String> commands = new EnumMap<>(CommandJudge.Kind.class);
    options.get("--validator").ifPresent(c -> commands.put(CommandJudge.Kind.X509, c));
    options.get("--jwt-validator").ifPresent(c -> commands.put(CommandJudge.Kind.JWT, c));
    options.get("--id-parser").ifPresent(c -> commands.put(CommandJudge.Kind.ID, c));
    options.get("--bundle-parser").ifPresent(c -> commands.put(CommandJudge.Kind.BUNDLE, c));
    options.get("--path-validator").ifPresent(c -> commands.put(CommandJudge.Kind.PATH, c));
    boolean pem = options.get("--bundle-format").orElse("json").equals("pem");
    return commands.isEmpty()
        ? Optional.empty()
        : Optional.of(new CommandJudge(commands, pem, work, patience));
  }

  private int report(Matrix matrix) throws IOException {
    String subject = options.get("--subject").orElse("an implementation");
    if (options.get("--json").isPresent()) {
      Files.writeString(Path.of(options.get("--json").get()), MatrixJson.print(matrix, subject));
    }
    if (options.get("--html").isPresent()) {
      Files.writeString(Path.of(options.get("--html").get()), MatrixHtml.print(matrix, subject));
    }
    for (Row row : matrix.rows()) {
      if (row.result() == Result.FAILED
          || row.result() == Result.REASONED && !options.has("--quiet")) {
        out.printf(
            "%s %s %s%n  %s: %s%n  %s%n",
            row.result() == Result.FAILED ? "FAIL" : "DIFF",
            row.rule().id(),
            row.rule().level().text(),
            row.part(),
            row.test(),
            row.detail());
      }
    }
    printRules(matrix);
    Map<Result, Integer> counts = matrix.counts();
    int failed = counts.getOrDefault(Result.FAILED, 0);
    out.printf(
        "%d tests differ with a reason, %d are not applicable%n",
        counts.getOrDefault(Result.REASONED, 0), counts.getOrDefault(Result.NOT_APPLICABLE, 0));
    out.println(counts.getOrDefault(Result.PASSED, 0) + " passed, " + failed + " failed");
    boolean bad =
        options.has("--strict") ? failed > 0 : matrix.rows().stream().anyMatch(Row::isBreach);
    return bad ? 1 : 0;
  }

  private void printRules(Matrix matrix) {
    Map<Result, Integer> rules = new EnumMap<>(Result.class);
    for (Matrix.Verdict verdict : matrix.verdicts()) {
      rules.merge(verdict.result(), 1, Integer::sum);
      if (verdict.result() == Result.NOT_APPLICABLE && !options.has("--quiet")) {
        out.println("N/A  " + verdict.rule().id() + " " + verdict.detail());
      }
    }
    StringBuilder line = new StringBuilder("rules:");
    rules.forEach(
        (result, count) ->
            line.append(line.length() > 6 ? ", " : " ")
                .append(count)
                .append(' ')
                .append(result.text()));
    out.println(line);
  }
}
