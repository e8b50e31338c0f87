package io.watchword.authz.types;

import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import java.util.List;
import java.util.Optional;

/// Checks rules, each after those that it refers to, and learns their types. One check, one thread.
final class RuleChecker {

  private final Environment policy;
  private final BodyChecker bodies;

  /// @param policy where the types of rules go
  RuleChecker(Environment policy, BodyChecker bodies) {
    this.policy = policy;
    this.bodies = bodies;
  }

  /// What is wrong with a rule.
  ///
  /// @param schemas types that annotations give to documents inside this rule
  List<Problem> check(Rule rule, List<Schemas.Given> schemas) {
    Environment around = policy.inner();
    schemas.forEach(given -> given.into(around));
    BodyChecker.Checked checked = bodies.check(around, rule.body());
    if (!checked.problems().isEmpty()) {
      // What refers to it has problems enough of its own.
      policy.put(Environment.parts(rule.head().reference()), Type.ANY);
      return checked.problems();
    }
    insert(rule.head(), checked.known());
    return List.of();
  }

  private void insert(Rule.Head head, Environment known) {
    List<Term> ground = Overlays.groundPrefix(head.reference());
    Type type;
    if (head.arguments().filter(arguments -> !arguments.isEmpty()).isPresent()) {
      type = function(head.arguments().get(), head.value(), known);
    } else {
      List<Term> parts = Environment.parts(head.reference());
      List<Term> dynamic = parts.subList(ground.size(), parts.size());
      type = nested(known, dynamic, contributed(head, known));
    }
    if (!(type instanceof Type.Unknown)) {
      policy.tree().insert(ground, type, ground.stream().map(this::keyType).toList());
    }
  }

  // Never the type of the head, `data`: that is the type of all rules, and grows with each.
  private Type keyType(Term part) {
    return part instanceof Term.Var ? Type.ANY : policy.typeOf(part);
  }

  private static Type contributed(Rule.Head head, Environment known) {
    Optional<Term> key = head.key();
    if (key.isEmpty()) {
      return known.typeOf(head.value());
    }
    Type member = known.typeOf(key.get());
    return member instanceof Type.Unknown ? Type.UNKNOWN : new Type.SetOf(member);
  }

  private static Type function(List<Term> arguments, Term value, Environment known) {
    arguments.forEach(argument -> learnVariables(argument, known, 0));
    return Type.FunctionOf.of(arguments.stream().map(known::typeOf).toList(), known.typeOf(value));
  }

  // An argument that the body says nothing about may be anything.
  private static void learnVariables(Term term, Environment known, int depth) {
    if (depth > Constants.DEEPEST) {
      return;
    }
    switch (term) {
      case Term.Var variable -> {
        if (known.variable(variable) instanceof Type.Unknown) {
          known.learn(variable, Type.ANY);
        }
      }
      case Term.ArrayTerm array ->
          array.items().forEach(item -> learnVariables(item, known, depth + 1));
      case Term.SetTerm set ->
          set.members().forEach(member -> learnVariables(member, known, depth + 1));
      case Term.ObjectTerm object -> {
        for (Term.Entry entry : object.entries()) {
          learnVariables(entry.key(), known, depth + 1);
          learnVariables(entry.value(), known, depth + 1);
        }
      }
      case Term.Scalar s -> {}
      case Term.Ref r -> {}
      case Term.Call c -> {}
      case Term.Comprehension c -> {}
      case Term.Template t -> {}
    }
  }

  // `p[x][y] := v`: an object of objects under `p`.
  private static Type nested(Environment known, List<Term> keys, Type value) {
    Type nested = value;
    for (int i = keys.size() - 1; i >= 0 && !(nested instanceof Type.Unknown); i--) {
      Type key = known.typeOf(keys.get(i));
      nested = key instanceof Type.Unknown ? Type.UNKNOWN : Type.ObjectOf.many(key, nested);
    }
    return nested;
  }
}
