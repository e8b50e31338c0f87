package io.watchword.authz.compile;

import io.watchword.authz.engine.Engine;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.planner.EntryPoint;
import io.watchword.authz.plan.planner.Planner;
import io.watchword.authz.plan.planner.TooDeepException;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.ParserSettings;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.QuerySettings;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.resolve.ResolvedQuery;
import io.watchword.authz.resolve.Resolver;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Signatures;
import io.watchword.authz.types.CheckedPolicy;
import io.watchword.authz.types.TypeChecker;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Modules in which nothing is wrong; what queries are asked of. Thread-safe: immutable.
public final class CheckedModules {

  private static final String ENTRY = "query";
  private static final String TOO_DEEP = "rego_compile_error";
  private static final String SPLIT = "split it into several rules";

  private final CompileSettings settings;
  private final CheckedPolicy checked;
  private final ResolvedPolicy resolved;

  CheckedModules(CompileSettings settings, CheckedPolicy checked) {
    this.settings = settings;
    this.checked = checked;
    this.resolved = checked.resolved();
  }

  /// How they were compiled.
  public CompileSettings settings() {
    return settings;
  }

  /// As they were parsed.
  public List<Module> modules() {
    return resolved.modules();
  }

  /// Names, order and safety settled; for explanations.
  public ResolvedPolicy resolved() {
    return resolved;
  }

  /// The policy that answers `query`.
  ///
  /// @throws InvalidInputException with what is wrong with the query
  public CompiledPolicy query(String query) {
    return query(parse(query));
  }

  /// The same for a query that has been read.
  ///
  /// @throws InvalidInputException with what is wrong with the query
  public CompiledPolicy query(ParsedQuery query) {
    QueryCapture capture = QueryCapture.of(query.body(), settings.capabilities());
    List<Diagnostic> problems = new ArrayList<>();
    QuerySettings how =
        new QuerySettings(List.of(), List.of(), settings.prints(), settings.strict());
    ResolvedQuery resolvedQuery = Resolver.query(resolved, capture.body(), how, problems);
    RegoCompiler.refuse(problems);
    TypeChecker.query(checked, resolvedQuery, query.source(), problems);
    RegoCompiler.refuse(problems);
    EntryPoint entry = EntryPoint.query(ENTRY, resolvedQuery);
    Map<String, String> results = new HashMap<>(entry.results());
    capture
        .expressions()
        .forEach(e -> e.variable().ifPresent(variable -> results.put(variable, variable)));
    PlanProgram plan =
        planned(
            () ->
                Planner.plan(
                    resolved,
                    List.of(new EntryPoint(ENTRY, entry.body(), results)),
                    this::signature));
    return new CompiledPolicy(
        engine(plan),
        ENTRY,
        written(capture, query.source()),
        sources(query.source()),
        settings.builtins());
  }

  /// All rules, each to be asked for by its name.
  public Engine rules() {
    return engine(plan());
  }

  /// The plan of all rules, as planned: every statement stands where its source does.
  public PlanProgram plan() {
    return planned(() -> Planner.planAll(resolved, List.of(), this::signature));
  }

  // What rewriting brings in need not be among the capabilities.
  private Optional<Signature> signature(String name) {
    return settings.capabilities().find(name).or(() -> Signatures.find(name));
  }

  private PlanProgram planned(Supplier<PlanProgram> planner) {
    try {
      return planner.get();
    } catch (TooDeepException e) {
      String message = Optional.ofNullable(e.getMessage()).orElse("");
      throw new InvalidInputException(
          resolved
              .source(e.place().file())
              .map(s -> s.error(TOO_DEEP, message, e.place(), "in this statement", SPLIT))
              .orElseGet(() -> Diagnostic.error(TOO_DEEP, message).withHelp(SPLIT)));
    }
  }

  /// Reads a query.
  ///
  /// @throws InvalidInputException with its syntax errors
  public ParsedQuery parse(String query) {
    Source source = Source.of("", query);
    List<Diagnostic> problems = new ArrayList<>();
    ParserSettings parser =
        ParserSettings.of(settings.version()).withCapabilities(settings.capabilities());
    List<Expr> body = RegoParser.query(source, parser, problems);
    RegoCompiler.refuse(problems);
    if (body.isEmpty()) {
      throw new InvalidInputException(
          Diagnostic.error("rego_parse_error", "the query is empty")
              .withHelp("ask for a document, such as `data.shop.allow`"));
    }
    return new ParsedQuery(source, body);
  }

  /// A query as it was read.
  public record ParsedQuery(Source source, List<Expr> body) {
    public ParsedQuery {
      body = List.copyOf(body);
    }
  }

  private Map<String, Source> sources(Source query) {
    Map<String, Source> all = new HashMap<>(Map.of(query.file(), query));
    modules().forEach(module -> all.put(module.source().file(), module.source()));
    return all;
  }

  private static List<CompiledPolicy.Written> written(QueryCapture capture, Source source) {
    List<CompiledPolicy.Written> all = new ArrayList<>();
    for (QueryCapture.Expression expression : capture.expressions()) {
      var at = expression.written().at();
      String text = source.text().substring(at.offset(), Math.max(at.offset(), at.end())).strip();
      all.add(new CompiledPolicy.Written(text, at, expression.variable()));
    }
    return all;
  }

  private Engine engine(PlanProgram plan) {
    return Engines.of(settings.execution(), plan);
  }
}
