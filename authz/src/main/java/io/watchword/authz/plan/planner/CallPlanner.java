package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plans calls of built-ins and functions, and of what `with` puts in their place.
final class CallPlanner {

  private final FunctionDraft draft;

  CallPlanner(FunctionDraft draft) {
    this.draft = draft;
  }

  /// A call as a statement: it holds unless its value is false.
  void goal(Term.Call call) {
    String name = name(call.function());
    Optional<Signature> builtin = builtin(name);
    Operand result = result(name, call.arguments());
    if (builtin.isPresent() && !builtin.get().type().hasResult()) {
      return;
    }
    if (builtin.isPresent() && builtin.get().isRelation()) {
      isNotEmpty(result);
      return;
    }
    draft.add(new Stmt.NotEqual(result, new Operand.Bool(false), draft.at()));
  }

  private void isNotEmpty(Operand results) {
    Operand.Local length = draft.local();
    Operand.Local none = draft.local();
    draft.add(new Stmt.Len(results, length.index(), draft.at()));
    draft.add(new Stmt.MakeNumberInt(0, none.index(), draft.at()));
    draft.add(new Stmt.NotEqual(length, none, draft.at()));
  }

  /// The value of a call; each of them where the function is a relation.
  Operand value(Term.Call call) {
    String name = name(call.function());
    Operand result = result(name, call.arguments());
    boolean relation = builtin(name).map(Signature::isRelation).orElse(false);
    return relation ? draft.references().scanValues(result) : result;
  }

  /// The built-in's signature, unless something stands in for it.
  private Optional<Signature> builtin(String name) {
    boolean replaced = draft.environment().replacement(name) != null;
    return replaced || draft.program().group(name).isPresent()
        ? Optional.empty()
        : draft.program().signature(name);
  }

  private Operand result(String name, List<Term> terms) {
    List<Operand> arguments = new ArrayList<>();
    terms.forEach(term -> arguments.add(draft.terms().plan(term)));
    return switch (draft.environment().replacement(name)) {
      case null -> invoke(name, draft.environment(), draft.documents(), arguments);
      case Environment.Extra extra -> draft.extras().get(extra.index());
      case Environment.OtherFunction other -> {
        Environment plain = draft.program().environments().withoutReplacements(draft.environment());
        yield invoke(other.name(), plain, draft.documents().subList(0, 2), arguments);
      }
    };
  }

  private Operand invoke(
      String name, Environment environment, List<Operand> documents, List<Operand> arguments) {
    Optional<RuleGroup> group = draft.program().group(name);
    Operand.Local result = draft.local();
    if (group.isPresent()) {
      String function = draft.program().function(environment, group.get());
      List<Operand> all = new ArrayList<>(documents);
      all.addAll(arguments);
      draft.add(new Stmt.Call(function, all, result.index(), draft.at()));
      return result;
    }
    if (draft.program().signature(name).isEmpty()) {
      throw new IllegalArgumentException("no function `" + name + "`");
    }
    draft.program().calls(name);
    draft.add(new Stmt.Call(name, arguments, result.index(), draft.at()));
    return result;
  }

  /// `io.jwt.decode`, `data.a.f`.
  static String name(Term function) {
    return switch (function) {
      case Term.Var variable -> variable.name();
      case Term.Ref reference -> name(reference);
      default -> throw new IllegalArgumentException("a call of what is no function");
    };
  }

  private static String name(Term.Ref function) {
    String head = function.head() instanceof Term.Var variable ? variable.name() : "";
    List<String> parts = new ArrayList<>();
    for (Term part : function.path()) {
      if (part instanceof Term.Scalar scalar && scalar.value() instanceof StringValue name) {
        parts.add(name.text());
      }
    }
    if (head.equals("data")) {
      return new RuleGroup(parts).text();
    }
    return parts.isEmpty() ? head : head + "." + String.join(".", parts);
  }
}
