package io.watchword.authz.resolve.safety;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import io.watchword.authz.resolve.walk.VariableFinder.Skip;
import io.watchword.authz.signature.Capabilities;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// Finds the variables that a statement gives values to.
public final class Outputs {

  private static final Set<Skip> IN_ARGUMENTS =
      Set.of(Skip.CLOSURES, Skip.SETS, Skip.OBJECT_KEYS, Skip.REFERENCE_HEADS);

  private final ToIntFunction<Term.Call> arity;

  /// Outputs where calls take the number of arguments that `arity` says; -1: an unknown function.
  public Outputs(ToIntFunction<Term.Call> arity) {
    this.arity = arity;
  }

  /// Outputs in a policy.
  public static Outputs in(RuleTree tree, Capabilities capabilities) {
    return new Outputs(call -> tree.arity(call, capabilities));
  }

  /// How many arguments the function of `call` takes; -1: it is unknown.
  public int arity(Term.Call call) {
    return arity.applyAsInt(call);
  }

  /// What `body` gives values to, beyond what has one in `known`.
  public Set<String> of(List<Expr> body, Bound known) {
    Bound all = known.inner();
    Set<String> outputs = new LinkedHashSet<>();
    for (Expr expr : body) {
      for (String name : of(expr, all)) {
        if (!all.has(name)) {
          all.add(name);
          outputs.add(name);
        }
      }
    }
    return outputs;
  }

  /// What `expr` gives values to; may repeat what has one.
  public Set<String> of(Expr expr, Bound known) {
    if (expr.negated() || expr.goal() instanceof Goal.Not || !hasModifiers(expr, known)) {
      return Set.of();
    }
    return switch (expr.goal()) {
      case Goal.Truth(Term.Call call) -> ofCall(expr, call, known);
      case Goal.Truth(Term.Template _) -> Set.of();
      case Goal.Truth _ -> inReferences(expr, known);
      case Goal.Unify(Term output, Term.Call call) when expr.generated() ->
          ofCall(expr, call, List.of(output), known);
      case Goal.Unify(Term left, Term right) -> ofUnify(expr, left, right, known);
      case Goal.Assign(Term target, Term value) -> ofAssign(expr, target, value, known);
      case Goal.Every every ->
          inReferences(Expr.of(new Goal.Truth(every.domain()), expr.at()), known);
      case Goal.SomeIn _, Goal.SomeDeclaration _, Goal.Not _, Goal.And _, Goal.Or _ -> Set.of();
    };
  }

  private static boolean hasModifiers(Expr expr, Bound known) {
    for (Expr.With with : expr.with()) {
      VariableFinder finder = new VariableFinder(Unifier.NEEDED);
      finder.with(with);
      if (!known.hasAll(finder.places().keySet())) {
        return false;
      }
    }
    return true;
  }

  private Set<String> ofUnify(Expr expr, Term left, Term right, Bound known) {
    Set<String> read = inReferences(expr, known);
    Set<String> outputs = new LinkedHashSet<>(read);
    outputs.addAll(Unifier.unify(name -> read.contains(name) || known.has(name), left, right));
    outputs.removeIf(known::has);
    return outputs;
  }

  // The target of `:=` is no source: its value must be known without it.
  private Set<String> ofAssign(Expr expr, Term target, Term value, Bound known) {
    Set<String> targets = VariableFinder.all(target);
    Set<String> read = inReferences(expr, known);
    read.removeAll(targets);
    Predicate<String> has =
        name -> !targets.contains(name) && (read.contains(name) || known.has(name));
    Set<String> outputs = new LinkedHashSet<>(read);
    outputs.addAll(Unifier.unify(has, target, value));
    outputs.removeIf(known::has);
    return outputs;
  }

  private Set<String> ofCall(Expr expr, Term.Call call, Bound known) {
    int arity = arity(call);
    if (arity < 0) {
      return Set.of();
    }
    List<Term> arguments = call.arguments();
    if (arguments.size() <= arity) {
      return inReferences(expr, known);
    }
    Term.Call proper = new Term.Call(call.function(), arguments.subList(0, arity), call.at());
    return ofCall(expr, proper, arguments.subList(arity, arguments.size()), known);
  }

  private Set<String> ofCall(Expr expr, Term.Call call, List<Term> outputs, Bound known) {
    if (arity(call) < 0 || Terms.functionName(call).equals("eq")) {
      return Set.of();
    }
    Set<String> all = inReferences(expr, known);
    VariableFinder inputs = new VariableFinder(IN_ARGUMENTS);
    inputs.terms(call.arguments());
    for (String name : inputs.places().keySet()) {
      if (!all.contains(name) && !known.has(name)) {
        return Set.of();
      }
    }
    VariableFinder found = new VariableFinder(IN_ARGUMENTS);
    found.terms(outputs);
    all.addAll(found.places().keySet());
    return all;
  }

  /// The variables that references in `expr` run through: `x` in `data.a[x]`.
  private static Set<String> inReferences(Expr expr, Bound known) {
    Set<String> outputs = new HashSet<>();
    new TermVisitor() {
      @Override
      protected boolean enter(Term term) {
        return switch (term) {
          case Term.Comprehension _, Term.Template _ -> false;
          case Term.Ref ref -> {
            if (!Unifier.canBeRead(ref, known::has)) {
              yield false;
            }
            VariableFinder finder = new VariableFinder(Set.of(Skip.REFERENCE_HEADS));
            finder.terms(ref.path());
            outputs.addAll(finder.places().keySet());
            yield true;
          }
          default -> true;
        };
      }
    }.expr(expr);
    return outputs;
  }
}
