package io.watchword.authz.testrun;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.builtin.TestCaseNames;
import io.watchword.authz.compile.CheckedModules;
import io.watchword.authz.compile.RegoCompiler;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.Engine;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.interpret.Interpreter;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.testrun.TestResult.Status;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs the rules `test_…` of a policy, each in an evaluation of its own, several at once. A test
/// passes where its value is neither undefined nor false. Used once.
public final class TestRun {

  private static final String TEST = "test_";
  private static final String TODO = "todo_test_";

  private final Engine engine;
  private final BuiltinSettings builtins;
  private final ObjectValue data;
  private final TestSettings settings;
  private final LongSupplier nanoTime;
  private final SortedMap<String, SortedSet<Integer>> reached = new TreeMap<>();

  private TestRun(
      Engine engine,
      BuiltinSettings builtins,
      ObjectValue data,
      TestSettings settings,
      LongSupplier nanoTime) {
    this.engine = engine;
    this.builtins = builtins;
    this.data = data;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /// @param compiler compiles the modules, with `print` kept
  /// @param modules policies and tests
  /// @param nanoTime how long tests take
  /// @throws io.watchword.platform.diagnostics.InvalidInputException if they do not compile
  public static TestReport run(
      RegoCompiler compiler,
      List<Module> modules,
      ObjectValue data,
      TestSettings settings,
      LongSupplier nanoTime) {
    CheckedModules checked = compiler.check(TestCases.announced(modules));
    Engine engine = settings.coverage() ? new Interpreter(checked.plan()) : checked.rules();
    TestRun run = new TestRun(engine, checked.settings().builtins(), data, settings, nanoTime);
    List<TestResult> results = run.all(tests(modules, settings));
    return new TestReport(
        results,
        settings.coverage() ? Optional.of(Coverage.of(modules, run.reached)) : Optional.empty());
  }

  private record Test(Module module, Rule rule, String name) {}

  static boolean isTest(Rule rule) {
    return name(rule).startsWith(TEST);
  }

  private static String name(Rule rule) {
    return rule.head().reference().head() instanceof Term.Var head ? head.name() : "";
  }

  private static List<Test> tests(List<Module> modules, TestSettings settings) {
    List<Test> tests = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Module module : modules) {
      for (Rule rule : module.rules()) {
        String name = name(rule);
        String whole = module.packageName() + "." + name;
        boolean test = name.startsWith(TEST) || name.startsWith(TODO);
        if (test && settings.only().matcher(whole).find() && seen.add(whole)) {
          tests.add(new Test(module, rule, name));
        }
      }
    }
    return tests;
  }

  private List<TestResult> all(List<Test> tests) {
    try (ExecutorService threads = Executors.newFixedThreadPool(settings.threads())) {
      List<Future<TestResult>> running =
          tests.stream().map(test -> threads.submit(() -> result(test))).toList();
      List<TestResult> results = new ArrayList<>();
      for (Future<TestResult> one : running) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a test could not be run", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tests ran", e);
    }
  }

  private TestResult result(Test test) {
    if (test.name().startsWith(TODO)) {
      return result(test, Status.SKIPPED, 0, Map.of(), List.of(), null);
    }
    List<String> printed = new ArrayList<>();
    Budget budget = Budget.fuelAndTime(Long.MAX_VALUE, nanoTime, settings.longest().toNanos());
    EvaluationContext context =
        EvaluationContext.of(null, data, budget).with(builtins).printingTo(printed::add);
    long begin = nanoTime.getAsLong();
    try {
      Value value = value(test, context);
      long took = nanoTime.getAsLong() - begin;
      Map<String, Boolean> cases = cases(TestCaseNames.of(context).all(), value);
      boolean passed =
          cases.isEmpty()
              ? value != null && !value.equals(BooleanValue.FALSE)
              : !cases.containsValue(false);
      return result(test, passed ? Status.PASS : Status.FAIL, took, cases, printed, null);
    } catch (EvaluationFailedException e) {
      long took = nanoTime.getAsLong() - begin;
      String why = e.position().map(at -> at + ": ").orElse("") + e.code() + ": " + e.getMessage();
      return result(test, Status.ERROR, took, Map.of(), printed, why);
    }
  }

  private @Nullable Value value(Test test, EvaluationContext context) {
    List<String> path = new ArrayList<>(List.of("g0"));
    path.addAll(test.module().path());
    path.add(test.name());
    String function =
        engine.program().functions().stream()
            .filter(f -> f.path().equals(path))
            .map(PlanProgram.Function::name)
            .findFirst()
            .orElse("");
    if (!settings.coverage() || !(engine instanceof Interpreter interpreter)) {
      return engine.rule(function, context).value();
    }
    ReachedLines lines = new ReachedLines(engine.program());
    try {
      return interpreter.trace(function, context, lines).value();
    } finally {
      synchronized (reached) {
        lines
            .lines()
            .forEach(
                (file, rows) -> reached.computeIfAbsent(file, f -> new TreeSet<>()).addAll(rows));
      }
    }
  }

  // A case that was named and is not in the result has failed.
  private static Map<String, Boolean> cases(List<Value> names, @Nullable Value result) {
    Map<String, Boolean> cases = new LinkedHashMap<>();
    for (Value name : names) {
      List<String> parts = new ArrayList<>();
      Value at = result;
      for (Value key : ((ArrayValue) name).items()) {
        parts.add(key instanceof StringValue text ? text.text() : key.toString());
        at = at instanceof ObjectValue object ? object.get(key) : null;
      }
      boolean passed = at != null && !at.equals(BooleanValue.FALSE);
      cases.merge(String.join("/", parts), passed, Boolean::logicalAnd);
    }
    return cases;
  }

  private static TestResult result(
      Test test,
      Status status,
      long nanos,
      Map<String, Boolean> cases,
      List<String> printed,
      @Nullable String error) {
    return new TestResult(
        test.rule().at(),
        test.module().packageName(),
        test.name(),
        status,
        Duration.ofNanos(nanos),
        cases,
        printed,
        Optional.ofNullable(error));
  }
}
