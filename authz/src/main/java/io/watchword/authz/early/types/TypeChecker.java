package io.watchword.authz.early.types;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.early.builtin.Builtins;
import io.watchword.authz.early.builtin.Definition;
import io.watchword.authz.early.builtin.Format;
import io.watchword.authz.early.builtin.Kind;
import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.early.resolve.ResolvedPolicy;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.StringValue;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.List;
import java.util.Optional;

/// Checks calls: the number of arguments, the types of those whose type is plain to see, formats
/// and patterns that are constants. Used for one policy, on one thread.
public final class TypeChecker {

  private final ResolvedPolicy policy;
  private final List<Diagnostic> problems;

  private TypeChecker(ResolvedPolicy policy, List<Diagnostic> problems) {
    this.policy = policy;
    this.problems = problems;
  }

  public static void check(ResolvedPolicy policy, List<Diagnostic> problems) {
    TypeChecker checker = new TypeChecker(policy, problems);
    for (ResolvedPolicy.Group group : policy.groups()) {
      group.definitions().forEach(definition -> checker.rule(definition.rule()));
      group.fallback().ifPresent(definition -> checker.rule(definition.rule()));
    }
  }

  private void rule(Rule rule) {
    rule.key().ifPresent(this::term);
    term(rule.value());
    rule.body().forEach(this::expr);
    for (Rule.Else branch : rule.otherwise()) {
      term(branch.value());
      branch.body().forEach(this::expr);
    }
  }

  private void expr(Expr expr) {
    switch (expr) {
      case Expr.TermExpr e -> term(e.term());
      case Expr.Assign e -> term(e.value());
      case Expr.Unify e -> {
        term(e.left());
        term(e.right());
      }
      case Expr.SomeIn e -> {
        term(e.collection());
        collection(e.collection());
      }
      case Expr.Not e -> expr(e.negated());
      case Expr.SomeDeclaration e -> {}
    }
  }

  private void collection(Term term) {
    Optional<String> type = type(term);
    if (type.isPresent() && !List.of("array", "set", "object").contains(type.get())) {
      error(
          "`some … in` needs an array, set or object, not a " + type.get(),
          term.at(),
          "a " + type.get());
    }
  }

  private void term(Term term) {
    switch (term) {
      case Term.Var v -> {}
      case Term.Scalar s -> {}
      case Term.Ref r -> {
        term(r.head());
        r.path().forEach(this::term);
      }
      case Term.Call c -> {
        c.arguments().forEach(this::term);
        call(c);
      }
      case Term.ArrayTerm a -> a.items().forEach(this::term);
      case Term.SetTerm s -> s.members().forEach(this::term);
      case Term.ObjectTerm o ->
          o.entries()
              .forEach(
                  entry -> {
                    term(entry.key());
                    term(entry.value());
                  });
      case Term.Comprehension c -> {
        c.key().ifPresent(this::term);
        term(c.value());
        c.body().forEach(this::expr);
      }
    }
  }

  private void call(Term.Call call) {
    Optional<ResolvedPolicy.Group> function = policy.group(call.function());
    if (function.isPresent()) {
      ResolvedPolicy.Group group = function.get();
      Rule any =
          group.definitions().isEmpty()
              ? group.fallback().orElseThrow().rule()
              : group.definitions().get(0).rule();
      arity(call, any.arguments().size());
      return;
    }
    Optional<Definition> builtin = Builtins.definition(call.function());
    if (builtin.isPresent() && arity(call, builtin.get().parameters().size())) {
      arguments(call, builtin.get());
      constants(call);
    }
  }

  private boolean arity(Term.Call call, int expected) {
    int given = call.arguments().size();
    if (given != expected) {
      error(
          "function `%s` takes %d argument%s, not %d"
              .formatted(call.function(), expected, expected == 1 ? "" : "s", given),
          call.at(),
          given + " given");
    }
    return given == expected;
  }

  private void arguments(Term.Call call, Definition builtin) {
    for (int i = 0; i < builtin.parameters().size(); i++) {
      Kind expected = builtin.parameters().get(i);
      Optional<String> type = type(call.arguments().get(i));
      if (type.isPresent() && !expected.accepts(type.get())) {
        error(
            "argument %d of `%s` is a %s".formatted(i + 1, call.function(), type.get()),
            call.arguments().get(i).at(),
            "expected: " + expected.text());
      }
    }
  }

  private void constants(Term.Call call) {
    Term first = call.arguments().get(0);
    Optional<String> text = constant(first);
    switch (call.function()) {
      case "sprintf" -> {
        if (text.isEmpty()) {
          error(
              "the format of `sprintf` must be a constant in this version",
              first.at(),
              "not a constant");
        }
        text.flatMap(Format::unsupportedVerb)
            .ifPresent(
                verb ->
                    error(
                        "`sprintf` does not support `" + verb + "` yet in this version",
                        first.at(),
                        "expected: %s, %d, %v or %%"));
      }
      case "regex.match" -> text.ifPresent(pattern -> pattern(call, pattern));
      default -> {}
    }
  }

  private void pattern(Term.Call call, String pattern) {
    try {
      Builtins.find(call.function())
          .orElseThrow()
          .call(List.of(new StringValue(pattern), new StringValue("")));
    } catch (BuiltinFailedException e) {
      error(
          "`" + pattern + "` is no regular expression: " + e.getMessage(),
          call.arguments().get(0).at(),
          "RE2 syntax expected");
    }
  }

  private static Optional<String> constant(Term term) {
    return term instanceof Term.Scalar scalar && scalar.value() instanceof StringValue text
        ? Optional.of(text.text())
        : Optional.empty();
  }

  // The type where it is plain to see; empty where only the evaluation knows.
  private static Optional<String> type(Term term) {
    return switch (term) {
      case Term.Scalar s -> Optional.of(s.value().typeName());
      case Term.ArrayTerm a -> Optional.of("array");
      case Term.SetTerm s -> Optional.of("set");
      case Term.ObjectTerm o -> Optional.of("object");
      case Term.Comprehension c ->
          Optional.of(
              switch (c.kind()) {
                case ARRAY -> "array";
                case SET -> "set";
                case OBJECT -> "object";
              });
      case Term.Var v -> Optional.empty();
      case Term.Ref r -> Optional.empty();
      case Term.Call c -> Optional.empty();
    };
  }

  private void error(String message, Location at, String label) {
    Source source = policy.source(at.file());
    problems.add(source.error("rego_type_error", message, at, label, ""));
  }
}
