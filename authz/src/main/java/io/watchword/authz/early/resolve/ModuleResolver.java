package io.watchword.authz.early.resolve;

import io.watchword.authz.early.builtin.Builtins;
import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Module;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.RulePath;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.rego.Location;
import io.watchword.authz.value.StringValue;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Resolves the names of one module and orders its bodies. Used once, on one thread.
final class ModuleResolver {

  private final Module module;
  private final Names names;
  private final Map<String, Rule.Kind> allRules;
  private final Map<String, Integer> arities;
  private final List<Diagnostic> problems;
  private final Variables variables = new Variables();
  private int scopes;

  ModuleResolver(
      Module module,
      Set<String> rulesOfPackage,
      Map<String, Rule.Kind> allRules,
      Map<String, Integer> arities,
      List<Diagnostic> problems) {
    this.module = module;
    this.names = Names.of(module, rulesOfPackage);
    this.allRules = allRules;
    this.arities = arities;
    this.problems = problems;
  }

  Rule resolve(Rule rule) {
    Names arguments = names.inner(++scopes);
    rule.arguments().forEach(argument -> declarePattern(argument, arguments));
    List<Term> parameters = rule.arguments().stream().map(a -> term(a, arguments)).toList();
    List<Term> heads = new ArrayList<>();
    rule.key().ifPresent(heads::add);
    heads.add(rule.value());
    Body main = body(rule.body(), heads, arguments);
    List<Rule.Else> otherwise = new ArrayList<>();
    for (Rule.Else branch : rule.otherwise()) {
      Body each = body(branch.body(), List.of(branch.value()), arguments);
      otherwise.add(new Rule.Else(each.heads().get(0), each.exprs(), branch.at()));
    }
    return new Rule(
        rule.name(),
        rule.kind(),
        rule.isDefault(),
        parameters,
        rule.key().isPresent() ? Optional.of(main.heads().get(0)) : Optional.empty(),
        main.heads().getLast(),
        main.exprs(),
        otherwise,
        rule.at());
  }

  private record Body(List<Expr> exprs, List<Term> heads, int scope) {}

  private Body body(List<Expr> given, List<Term> heads, Names outer) {
    Names inner = outer.inner(++scopes);
    List<Expr> exprs = new ArrayList<>();
    given.forEach(expr -> expand(expr, exprs));
    declareExplicit(exprs, inner);
    exprs.forEach(expr -> declareImplicit(expr, inner));
    heads.forEach(head -> declareImplicit(head, inner));
    List<Expr> resolved = exprs.stream().map(expr -> expr(expr, inner)).toList();
    List<Term> resolvedHeads = heads.stream().map(head -> term(head, inner)).toList();
    BodyOrder order = new BodyOrder(variables, module.source(), problems, inner.scope());
    List<Expr> ordered = order.order(resolved);
    resolvedHeads.forEach(order::head);
    return new Body(ordered, resolvedHeads, inner.scope());
  }

  // `[a, b] = [c, d]` is two unifications, which may need each other's variables in either order.
  private static void expand(Expr expr, List<Expr> expanded) {
    if (expr instanceof Expr.Unify unify
        && unify.left() instanceof Term.ArrayTerm left
        && unify.right() instanceof Term.ArrayTerm right
        && left.items().size() == right.items().size()
        && !left.items().isEmpty()) {
      for (int i = 0; i < left.items().size(); i++) {
        expand(new Expr.Unify(left.items().get(i), right.items().get(i), unify.at()), expanded);
      }
    } else {
      expanded.add(expr);
    }
  }

  private void declareExplicit(List<Expr> exprs, Names scope) {
    Set<String> mentioned = new HashSet<>();
    for (Expr expr : exprs) {
      refuseLateDeclaration(expr, mentioned, scope);
      Variables.Use use = variables.of(expr);
      use.needs().forEach(v -> mentioned.add(v.name()));
      use.binds().forEach(v -> mentioned.add(v.name()));

      switch (expr) {
        case Expr.Assign e -> declarePatternOnce(e.target(), scope);
        case Expr.SomeIn e -> {
          e.key().ifPresent(key -> declarePatternOnce(key, scope));
          declarePatternOnce(e.value(), scope);
        }
        case Expr.SomeDeclaration e -> e.variables().forEach(v -> declareOnce(v, scope));
        case Expr.TermExpr e -> {}
        case Expr.Unify e -> {}
        case Expr.Not e -> {}
      }
    }
  }

  private void refuseLateDeclaration(Expr expr, Set<String> mentioned, Names scope) {
    Variables.Use declared = Variables.Use.none();
    switch (expr) {
      case Expr.Assign e -> variables.pattern(e.target(), declared);
      case Expr.SomeIn e -> {
        e.key().ifPresent(key -> variables.pattern(key, declared));
        variables.pattern(e.value(), declared);
      }
      case Expr.SomeDeclaration e -> declared.binds().addAll(e.variables());
      case Expr.TermExpr e -> {}
      case Expr.Unify e -> {}
      case Expr.Not e -> {}
    }
    for (Term.Var v : declared.binds()) {
      if (mentioned.contains(v.name()) && !scope.declaresItself(v.name())) {
        problems.add(
            module
                .source()
                .error(
                    "rego_compile_error",
                    "variable `" + v.name() + "` is used above, before it is declared",
                    v.at(),
                    "declared here",
                    "move this line up, or compare with `==` if that is what you mean"));
      }
    }
  }

  private void declareOnce(Term.Var v, Names scope) {
    if (scope.declaresItself(v.name())) {
      problems.add(
          module
              .source()
              .error(
                  "rego_compile_error",
                  "variable `" + v.name() + "` is declared twice in this body",
                  v.at(),
                  "declared again here",
                  "use another name, or compare with `==` if that is what you mean"));
    }
    scope.declare(v.name());
  }

  private void declarePatternOnce(Term pattern, Names scope) {
    forVariables(pattern, v -> declareOnce(v, scope));
  }

  private void declarePattern(Term pattern, Names scope) {
    forVariables(pattern, v -> scope.declare(v.name()));
  }

  private static void forVariables(Term pattern, Consumer<Term.Var> action) {
    switch (pattern) {
      case Term.Var v -> action.accept(v);
      case Term.ArrayTerm a -> a.items().forEach(item -> forVariables(item, action));
      case Term.ObjectTerm o -> o.entries().forEach(entry -> forVariables(entry.value(), action));
      case Term.Scalar s -> {}
      case Term.Ref r -> {}
      case Term.Call c -> {}
      case Term.SetTerm s -> {}
      case Term.Comprehension c -> {}
    }
  }

  private void declareImplicit(Expr expr, Names scope) {
    switch (expr) {
      case Expr.TermExpr e -> declareImplicit(e.term(), scope);
      case Expr.Assign e -> declareImplicit(e.value(), scope);
      case Expr.Unify e -> {
        declareImplicit(e.left(), scope);
        declareImplicit(e.right(), scope);
      }
      case Expr.SomeIn e -> declareImplicit(e.collection(), scope);
      case Expr.Not e -> declareImplicit(e.negated(), scope);
      case Expr.SomeDeclaration e -> {}
    }
  }

  private void declareImplicit(Term term, Names scope) {
    switch (term) {
      case Term.Var v -> {
        if (!scope.isKnown(v.name())) {
          scope.declare(v.name());
        }
      }
      case Term.Ref r -> {
        declareImplicit(r.head(), scope);
        r.path().forEach(part -> declareImplicit(part, scope));
      }
      case Term.Call c -> c.arguments().forEach(argument -> declareImplicit(argument, scope));
      case Term.ArrayTerm a -> a.items().forEach(item -> declareImplicit(item, scope));
      case Term.SetTerm s -> s.members().forEach(member -> declareImplicit(member, scope));
      case Term.ObjectTerm o ->
          o.entries()
              .forEach(
                  entry -> {
                    declareImplicit(entry.key(), scope);
                    declareImplicit(entry.value(), scope);
                  });
      case Term.Scalar s -> {}
      // Has a scope of its own; what it shares with this one is declared by the rest of the body.
      case Term.Comprehension c -> {}
    }
  }

  private Expr expr(Expr expr, Names scope) {
    return switch (expr) {
      case Expr.TermExpr e when e.term() instanceof Term.Call c && hasOutput(c, scope) -> {
        int last = c.arguments().size() - 1;
        Term call = new Term.Call(c.function(), c.arguments().subList(0, last), c.at());
        yield new Expr.Unify(term(c.arguments().get(last), scope), term(call, scope), e.at());
      }
      case Expr.TermExpr e -> new Expr.TermExpr(term(e.term(), scope), e.at());
      case Expr.Assign e ->
          new Expr.Assign(term(e.target(), scope), term(e.value(), scope), e.at());
      case Expr.Unify e -> new Expr.Unify(term(e.left(), scope), term(e.right(), scope), e.at());
      case Expr.SomeIn e ->
          new Expr.SomeIn(
              e.key().map(key -> term(key, scope)),
              term(e.value(), scope),
              term(e.collection(), scope),
              e.at());
      case Expr.Not e -> new Expr.Not(expr(e.negated(), scope), e.at());
      case Expr.SomeDeclaration e -> e;
    };
  }

  // Old style: the result as one argument more, `count(xs, n)` for `count(xs) = n`.
  private boolean hasOutput(Term.Call c, Names scope) {
    Optional<List<String>> path = functionPath(c, scope);
    Integer arity =
        path.isPresent()
            ? arities.get(RulePath.name(path.get()))
            : Builtins.definition(c.function()).map(d -> d.parameters().size()).orElse(null);
    return arity != null && c.arguments().size() == arity + 1;
  }

  private Term term(Term term, Names scope) {
    UnaryOperator<Term> inside = t -> term(t, scope);
    return switch (term) {
      case Term.Var v -> variable(v, scope);
      case Term.Scalar s -> s;
      case Term.Ref r -> ref(r, scope);
      case Term.Call c -> call(c, scope);
      case Term.ArrayTerm a -> new Term.ArrayTerm(a.items().stream().map(inside).toList(), a.at());
      case Term.SetTerm s -> new Term.SetTerm(s.members().stream().map(inside).toList(), s.at());
      case Term.ObjectTerm o ->
          new Term.ObjectTerm(
              o.entries().stream()
                  .map(e -> new Term.Entry(term(e.key(), scope), term(e.value(), scope)))
                  .toList(),
              o.at());
      case Term.Comprehension c -> comprehension(c, scope);
    };
  }

  private Term comprehension(Term.Comprehension c, Names scope) {
    List<Term> heads = new ArrayList<>();
    c.key().ifPresent(heads::add);
    heads.add(c.value());
    Body inner = body(c.body(), heads, scope);
    Term.Comprehension resolved =
        new Term.Comprehension(
            c.kind(),
            c.key().isPresent() ? Optional.of(inner.heads().get(0)) : Optional.empty(),
            inner.heads().getLast(),
            inner.exprs(),
            c.at());
    variables.scope(resolved, inner.scope());
    return resolved;
  }

  private Term variable(Term.Var v, Names scope) {
    Optional<String> local = scope.variable(v.name());
    if (local.isPresent()) {
      return new Term.Var(local.get(), v.at());
    }
    Optional<Term.Ref> global = global(v, scope);
    return global.isPresent() ? checkVirtual(global.get()) : v;
  }

  /// What a name that is no variable refers to.
  private Optional<Term.Ref> global(Term.Var v, Names scope) {
    if (scope.isRule(v.name())) {
      List<String> path = new ArrayList<>(module.path());
      path.add(v.name());
      return Optional.of(reference("data", path, v.at()));
    }
    return scope
        .imported(v.name())
        .map(i -> reference(i.path().get(0), i.path().subList(1, i.path().size()), v.at()));
  }

  private static Term.Ref reference(String root, List<String> path, Location at) {
    return new Term.Ref(
        new Term.Var(root, at),
        path.stream().<Term>map(part -> new Term.Scalar(new StringValue(part), at)).toList(),
        at);
  }

  private Term ref(Term.Ref r, Names scope) {
    List<Term> path = r.path().stream().map(part -> term(part, scope)).toList();
    if (r.head() instanceof Term.Var v && scope.variable(v.name()).isEmpty()) {
      Optional<Term.Ref> global = global(v, scope);
      if (global.isPresent()) {
        List<Term> whole = new ArrayList<>(global.get().path());
        whole.addAll(path);
        return checkVirtual(new Term.Ref(global.get().head(), whole, r.at()));
      }
      return checkVirtual(new Term.Ref(v, path, r.at()));
    }
    return new Term.Ref(term(r.head(), scope), path, r.at());
  }

  // A reference that stops inside a package would mean all its rules at once.
  private Term checkVirtual(Term.Ref ref) {
    if (!RulePath.isData(ref)) {
      return ref;
    }
    List<String> constants = RulePath.constants(ref);
    for (int i = constants.size(); i > 0; i--) {
      Rule.Kind kind = allRules.get(RulePath.name(constants.subList(0, i)));
      if (kind == Rule.Kind.FUNCTION) {
        problems.add(
            module
                .source()
                .error(
                    "rego_type_error",
                    "function `"
                        + RulePath.name(constants.subList(0, i))
                        + "` is used without arguments",
                    ref.at(),
                    "a function, not a value",
                    "call it: `" + constants.get(i - 1) + "(…)`"));
      }
      if (kind != null) {
        return ref;
      }
    }
    String prefix = RulePath.name(constants);
    boolean packageLike =
        allRules.keySet().stream()
            .anyMatch(rule -> rule.startsWith(prefix + ".") || rule.startsWith(prefix + "["));
    if (packageLike) {
      problems.add(
          module
              .source()
              .error(
                  "rego_compile_error",
                  "`"
                      + prefix
                      + "` names a whole package, which is not supported yet by this version",
                  ref.at(),
                  "a package, not a rule",
                  "name the rule you mean, for example `" + prefix + ".allow`"));
    }
    return ref;
  }

  private Term call(Term.Call c, Names scope) {
    List<Term> arguments = c.arguments().stream().map(a -> term(a, scope)).toList();
    return new Term.Call(functionName(c, scope), arguments, c.at());
  }

  private Optional<List<String>> functionPath(Term.Call c, Names scope) {
    List<String> parts = Arrays.asList(c.function().split("\\.", -1));
    String head = parts.get(0);
    if (head.equals("data")) {
      return Optional.of(parts.subList(1, parts.size()));
    }
    if (scope.isRule(head)) {
      List<String> path = new ArrayList<>(module.path());
      path.addAll(parts);
      return Optional.of(path);
    }
    Optional<Module.Import> imported =
        scope.imported(head).filter(i -> i.path().get(0).equals("data"));
    return imported.map(
        i -> {
          List<String> path = new ArrayList<>(i.path().subList(1, i.path().size()));
          path.addAll(parts.subList(1, parts.size()));
          return path;
        });
  }

  private String functionName(Term.Call c, Names scope) {
    Optional<List<String>> path = functionPath(c, scope);
    if (path.isPresent() && allRules.get(RulePath.name(path.get())) == Rule.Kind.FUNCTION) {
      return RulePath.name(path.get());
    }
    if (path.isPresent() || Builtins.definition(c.function()).isEmpty()) {
      undefinedFunction(c);
    }
    return c.function();
  }

  private void undefinedFunction(Term.Call c) {
    Map<String, String> known = new HashMap<>();
    Builtins.names().forEach(name -> known.put(name, name));
    module.imports().forEach(i -> known.put(i.alias(), i.alias()));
    String help =
        Suggestion.nearest(c.function(), known.keySet())
            .map(name -> "did you mean `" + name + "`?")
            .orElse("built-ins of this version: " + String.join(", ", shown()));
    problems.add(
        module
            .source()
            .error(
                "rego_type_error",
                "function `"
                    + c.function()
                    + "` is not defined, or not supported yet by this version",
                new Location(c.at().file(), c.at().line(), c.at().column(), c.function().length()),
                "not a function we know",
                help));
  }

  private static List<String> shown() {
    return Builtins.names().stream().filter(name -> !name.startsWith("internal")).sorted().toList();
  }
}
