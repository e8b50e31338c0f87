package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Checks what `with` replaces, and evaluates its values before the statement it belongs to.
///
/// A value that names a function stays that name: the function takes the target's place.
public final class WithModifiers extends TermMapper {

  private final Capabilities capabilities;
  private final LocalNames names;
  private final Problems problems;
  private final RuleTree tree;
  private final Set<String> unsafeBuiltins;

  /// What is needed to rewrite `with` of a policy or a query.
  ///
  /// @param unsafeBuiltins names that may not be replaced either
  public WithModifiers(
      Capabilities capabilities,
      LocalNames names,
      Problems problems,
      RuleTree tree,
      Set<String> unsafeBuiltins) {
    this.capabilities = capabilities;
    this.names = names;
    this.problems = problems;
    this.tree = tree;
    this.unsafeBuiltins = unsafeBuiltins;
  }

  /// Rewrites the rules of `draft`.
  public static void run(Draft draft, RuleTree tree, Set<String> unsafeBuiltins) {
    WithModifiers mapper =
        new WithModifiers(
            draft.capabilities(), draft.names(), draft.problems(), tree, unsafeBuiltins);
    draft.modules().forEach(module -> module.map(mapper));
  }

  @Override
  public List<Expr> body(List<Expr> body) {
    int before = problems.count();
    List<Expr> result = new ArrayList<>(body.size());
    for (Expr expr : body) {
      // Statements made of one have its modifiers too: an error is told once.
      boolean isPlain = expr.with().isEmpty() || problems.count() > before;
      result.add(below(isPlain ? expr : statement(expr, result)));
    }
    return result;
  }

  private Expr statement(Expr expr, List<Expr> before) {
    List<Expr.With> all = new ArrayList<>(expr.with().size());
    int problemsBefore = problems.count();
    for (Expr.With with : expr.with()) {
      if (problems.count() == problemsBefore && isValueToEvaluate(with)) {
        Expr equality = names.equality(with.value());
        before.add(below(equality));
        all.add(new Expr.With(with.target(), LocalNames.named(equality), with.at()));
      } else {
        all.add(with);
      }
    }
    return new Expr(expr.goal(), expr.negated(), all, expr.generated(), expr.at());
  }

  private boolean isValueToEvaluate(Expr.With with) {
    Term target = with.target();
    Term value = with.value();
    if (Terms.isUnder("data", target)) {
      if (isFunctionReplaced(target, value)) {
        return false;
      }
    } else if (!Terms.isUnder("input", target)) {
      Optional<Signature> builtin = builtin(target);
      if (builtin.isEmpty()) {
        if (!isUnsafe(target)) {
          problems.type(
              "with keyword target must reference existing input, data, or a function",
              target.at(),
              "is none of them",
              "replace `input`, a path below `data`, or a function");
        }
        return false;
      }
      checkTarget(builtin.get(), target);
      if (isFunction(value)) {
        return false;
      }
    }
    return Terms.needsEvaluation(value);
  }

  /// Whether the value is to stay as it is; errors where the target is part of a rule.
  private boolean isFunctionReplaced(Term target, Term value) {
    List<Term> path = Terms.path(target);
    RuleTree node = tree;
    for (int i = 0; i < path.size() - 1; i++) {
      Optional<RuleTree> child = node.child(path.get(i));
      if (child.isEmpty()) {
        break;
      }
      if (!child.get().rules().isEmpty()) {
        problems.compile(
            "with keyword cannot partially replace virtual document(s)",
            target.at(),
            "is part of what a rule produces",
            "replace the rule's whole value");
        return true;
      }
      node = child.get();
    }
    boolean targetIsFunction =
        !path.isEmpty()
            && node.child(path.getLast()).stream()
                .anyMatch(last -> last.rules().stream().anyMatch(DraftRule::isFunction));
    return (targetIsFunction && isFunction(value))
        || tree.find(value).stream()
            .anyMatch(place -> place.rules().stream().anyMatch(DraftRule::isFunction));
  }

  private boolean isFunction(Term value) {
    return (value instanceof Term.Ref && tree.find(value).isPresent()) || isBuiltinName(value);
  }

  private boolean isBuiltinName(Term value) {
    return builtin(value).isPresent();
  }

  private Optional<Signature> builtin(Term term) {
    if (!(term instanceof Term.Ref || term instanceof Term.Var) || isUnsafeReported(term)) {
      return Optional.empty();
    }
    return capabilities.find(RegoText.of(term));
  }

  private boolean isUnsafe(Term term) {
    return (term instanceof Term.Ref || term instanceof Term.Var)
        && unsafeBuiltins.contains(RegoText.of(term));
  }

  private boolean isUnsafeReported(Term term) {
    if (!isUnsafe(term)) {
      return false;
    }
    problems.compile(
        "with keyword replacing built-in function: target must not be unsafe: \""
            + RegoText.of(term)
            + "\"",
        term.at(),
        "may not be called here",
        "replace another function");
    return true;
  }

  private void checkTarget(Signature builtin, Term target) {
    String name = builtin.name();
    String start = "with keyword replacing built-in function: ";
    String message =
        switch (name) {
          case "eq", "rego.metadata.chain", "rego.metadata.rule" ->
              start + "replacement of \"" + name + "\" invalid";
          default -> {
            if (name.startsWith("internal.")) {
              yield start + "replacement of internal function \"" + name + "\" invalid";
            }
            if (builtin.isRelation()) {
              yield start + "target must not be a relation";
            }
            yield builtin.result() instanceof Type.Unknown
                ? start + "target must not be a void function"
                : "";
          }
        };
    if (!message.isEmpty()) {
      problems.compile(message, target.at(), "cannot be replaced", "replace another function");
    }
  }
}
