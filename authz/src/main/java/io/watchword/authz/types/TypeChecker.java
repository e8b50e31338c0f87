package io.watchword.authz.types;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.ResolvedQuery;
import io.watchword.authz.schema.SchemaException;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Type;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks that calls and references of a policy can make sense: a resolved policy to a checked one.
/// Its errors are OPA's, `rego_type_error`. Stateless and thread-safe.
public final class TypeChecker {

  private static final String CODE = "rego_type_error";
  private static final Location NOWHERE = new Location("", 1, 1, 0);
  private static final Comparator<Problem> BY_PLACE =
      Comparator.<Problem, String>comparing(problem -> problem.at().file())
          .thenComparingInt(problem -> problem.at().line())
          .thenComparingInt(problem -> problem.at().column())
          .thenComparing(Problem::message);

  private TypeChecker() {}

  /// Checks all rules; errors are added to `errors`, and the policy is then not to be used.
  public static CheckedPolicy check(
      ResolvedPolicy policy, TypeSettings settings, List<Diagnostic> errors) {
    List<Problem> problems = new ArrayList<>();
    RuleGraph graph = new RuleGraph(policy.definitions());
    BodyChecker bodies = new BodyChecker(new Overlays(graph), settings.undefinedFunctions());
    Environment known = Environment.outermost(bodies.comprehensions());
    addBuiltins(known, settings);
    addInput(known, settings, problems);
    Environment rules = known.inner();
    AnnotationIndex annotations = new AnnotationIndex(policy);
    if (problems.isEmpty()) {
      checkRules(
          graph,
          policy,
          new RuleChecker(rules, bodies),
          bodies,
          settings.annotations()
              ? Optional.of(new Schemas(settings, annotations))
              : Optional.empty(),
          problems);
    }
    report(problems, policy.definitions(), errors);
    return new CheckedPolicy(policy, settings, rules, graph);
  }

  private static void addBuiltins(Environment known, TypeSettings settings) {
    for (Signature signature : settings.capabilities().builtins().values()) {
      Term.Ref name = Term.Call.of(signature.name(), List.of(), NOWHERE).function();
      known.put(Environment.parts(name), signature.type());
    }
  }

  private static void addInput(Environment known, TypeSettings settings, List<Problem> problems) {
    Optional<Value> schema = settings.schemas().find(SchemaSet.ROOT);
    if (schema.isEmpty()) {
      return;
    }
    try {
      known.put(List.of(new Term.Var("input", NOWHERE)), SchemaTypes.of(schema.get(), settings));
    } catch (SchemaException e) {
      problems.add(
          new Problem(e.reason(), NOWHERE, "", "correct the schema of the input document", false));
    }
  }

  private static void checkRules(
      RuleGraph graph,
      ResolvedPolicy policy,
      RuleChecker checker,
      BodyChecker bodies,
      Optional<Schemas> schemas,
      List<Problem> problems) {
    Problems words = new Problems(Names.of(policy));
    for (RuleGraph.Entry entry : graph.inOrder()) {
      bodies.begin(words);
      List<Schemas.Given> given =
          schemas.isPresent()
              ? schemas.get().of(entry.definition(), entry.rule(), problems)
              : List.of();
      problems.addAll(checker.check(entry.rule(), given));
    }
  }

  private static void report(
      List<Problem> problems, List<Definition> definitions, List<Diagnostic> errors) {
    if (problems.isEmpty()) {
      return;
    }
    Map<String, Source> sources = new HashMap<>();
    for (Definition definition : definitions) {
      sources.put(definition.module().source().file(), definition.module().source());
    }
    report(problems, sources, errors);
  }

  private static void report(
      List<Problem> problems, Map<String, Source> sources, List<Diagnostic> errors) {
    problems.sort(BY_PLACE);
    for (Problem problem : problems) {
      Source source = sources.get(problem.at().file());
      errors.add(
          source == null
              ? Diagnostic.error(CODE, problem.message()).withHelp(problem.help())
              : source.error(
                  CODE, problem.message(), problem.at(), problem.label(), problem.help()));
    }
  }

  /// Checks a query about `policy`; errors are added to `errors`.
  ///
  /// @param source the query's text
  public static CheckedQuery query(
      CheckedPolicy policy, ResolvedQuery query, Source source, List<Diagnostic> errors) {
    BodyChecker bodies =
        new BodyChecker(new Overlays(policy.graph()), policy.settings().undefinedFunctions());
    bodies.begin(new Problems(Names.of(policy.resolved(), query)));
    List<Problem> problems =
        new ArrayList<>(
            bodies.check(policy.known().with(bodies.comprehensions()), query.body()).problems());
    report(problems, Map.of(source.file(), source), errors);
    return new CheckedQuery(policy, query);
  }

  /// The type of the document at `path`, as far as the rules tell; for tools.
  ///
  /// @param path from `data` on
  public static Type typeOf(CheckedPolicy policy, List<String> path) {
    List<Term> parts = new ArrayList<>();
    parts.add(new Term.Var(path.getFirst(), NOWHERE));
    path.stream()
        .skip(1)
        .forEach(part -> parts.add(new Term.Scalar(new StringValue(part), NOWHERE)));
    return policy.known().reference(parts);
  }
}
