package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.names.Scopes.Occurrence;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import io.watchword.authz.resolve.walk.VariableFinder.Skip;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Gives every declared variable and argument of every rule a name of its own.
public final class LocalsStage {

  private final Draft draft;

  private LocalsStage(Draft draft) {
    this.draft = draft;
  }

  /// Rewrites the rules of `draft`.
  public static void run(Draft draft) {
    LocalsStage stage = new LocalsStage(draft);
    draft.modules().forEach(module -> module.rules().forEach(stage::rule));
  }

  /// A query's body with its variables renamed.
  public static List<Expr> query(
      List<Expr> body, LocalNames names, Problems problems, boolean strict) {
    Scopes scopes = new Scopes(names);
    return new LocalRenamer(names, scopes, problems, strict).body(body, Set.of());
  }

  private void rule(DraftRule rule) {
    Set<String> unused = draft.strict() ? namesOf(rule.arguments()) : new HashSet<>();
    Scopes arguments = new Scopes(draft.names());
    rule.arguments(
        rule.arguments().stream()
            .map(argument -> new ArgumentRenamer(arguments).term(argument))
            .toList());
    for (DraftRule branch : rule.branches()) {
      Scopes scopes = branch(branch, arguments.copy(), unused);
      unused.removeIf(name -> scopes.find(name).map(entry -> entry.uses > 1).orElse(false));
    }
    for (String name : unused) {
      if (!Terms.isWildcard(name)) {
        draft
            .problems()
            .compile(
                "unused argument " + name + ". (hint: use _ (wildcard variable) instead)",
                rule.written().head().at(),
                "does not use its argument `" + name + "`",
                "write `_` in its place");
      }
    }
  }

  private Scopes branch(DraftRule rule, Scopes scopes, Set<String> unused) {
    Set<String> used = new HashSet<>();
    new HeadRenamer().map(rule);
    used.addAll(namesOf(rule.path()));
    rule.key().ifPresent(key -> used.addAll(VariableFinder.all(key)));
    if (!rule.isSet()) {
      Set<String> inValue = VariableFinder.all(rule.value());
      used.addAll(inValue);
      unused.removeAll(inValue);
    }
    renameBuiltinNames(rule, scopes);
    LocalRenamer renamer =
        new LocalRenamer(draft.names(), scopes, draft.problems(), draft.strict());
    rule.body(renamer.body(rule.body(), used));
    NameMapper head = new NameMapper(scopes.locals());
    rule.arguments(head.terms(rule.arguments()));
    rule.path(head.terms(rule.path()));
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(head.term(key)), () -> rule.value(head.term(rule.value())));
    return scopes;
  }

  private static Set<String> namesOf(List<Term> terms) {
    VariableFinder finder = new VariableFinder(Set.of());
    finder.terms(terms);
    return finder.names();
  }

  // A variable called like a built-in, such as `count`, must not be taken for it later.
  private void renameBuiltinNames(DraftRule rule, Scopes scopes) {
    VariableFinder inBody = new VariableFinder(Set.of(Skip.FUNCTIONS, Skip.CLOSURES));
    inBody.body(rule.body());
    Set<String> candidates = new TreeSet<>(inBody.places().keySet());
    candidates.removeIf(
        name -> draft.capabilities().find(name).isEmpty() || scopes.find(name).isPresent());
    if (candidates.isEmpty()) {
      return;
    }
    candidates.removeAll(DeclaredNames.in(rule.body()));
    rule.visit(
        new TermVisitor() {
          @Override
          protected boolean enter(Expr.With with) {
            candidates.removeAll(VariableFinder.all(with.target()));
            candidates.removeAll(VariableFinder.all(with.value()));
            return true;
          }
        });
    candidates.forEach(name -> scopes.declare(name, Occurrence.SEEN, rule.at()));
  }

  /// Renames the variables of arguments.
  private final class ArgumentRenamer extends TermMapper {
    private final Scopes scopes;

    ArgumentRenamer(Scopes scopes) {
      this.scopes = scopes;
    }

    @Override
    public Term term(Term term) {
      return switch (term) {
        case Term.Var variable -> {
          String local =
              scopes.find(variable.name()).isPresent()
                  ? scopes.use(variable.name(), variable.at())
                  : scopes.declare(variable.name(), Occurrence.ARGUMENT, variable.at());
          yield new Term.Var(local, variable.at());
        }
        case Term.ObjectTerm object ->
            new Term.ObjectTerm(
                object.entries().stream()
                    .map(entry -> new Term.Entry(entry.key(), term(entry.value())))
                    .toList(),
                object.at());
        case Term.Call _ -> {
          draft
              .problems()
              .compile(
                  "rule arguments cannot contain calls",
                  term.at(),
                  "is computed",
                  "take a variable, and compare it in the body");
          yield term;
        }
        case Term.Scalar _, Term.SetTerm _, Term.Comprehension _, Term.Template _ -> term;
        case Term.Ref _, Term.ArrayTerm _ -> below(term);
      };
    }
  }

  /// Renames what comprehensions in a head declare, which the body does not see.
  private final class HeadRenamer extends TermMapper {

    private void map(DraftRule rule) {
      rule.arguments(terms(rule.arguments()));
      rule.key().ifPresentOrElse(key -> rule.key(term(key)), () -> rule.value(term(rule.value())));
    }

    @Override
    public Term term(Term term) {
      return switch (term) {
        case Term.Comprehension _, Term.Template _ -> {
          Scopes scopes = new Scopes(draft.names());
          yield new LocalRenamer(draft.names(), scopes, draft.problems(), draft.strict())
              .term(term);
        }
        default -> below(term);
      };
    }
  }
}
