package io.watchword.authz.rego;

import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term.Var;
import java.util.HashSet;
import java.util.Set;

/// What a default rule must not hold: anything that has to be looked up or computed.
final class DefaultCheck {

  private static final String LABEL = "a default is a plain value";

  private final Location at;
  private final Cursor cursor;
  private boolean valid = true;

  private DefaultCheck(Location at, Cursor cursor) {
    this.at = at;
    this.cursor = cursor;
  }

  static void check(Head head, Location at, Cursor cursor) {
    DefaultCheck check = new DefaultCheck(at, cursor);
    boolean single = head.reference().path().size() == 1 && head.arguments().isEmpty();
    if (!head.hasValue() && single) {
      throw cursor.fail("illegal default rule (must have a value)", at, "no value");
    }
    check.value(head.value());
    if (check.valid) {
      head.arguments().ifPresent(check::arguments);
    }
    if (!check.valid) {
      throw new Cursor.UnreadableException();
    }
  }

  private void value(Term term) {
    switch (term) {
      case Term.Scalar scalar -> {}
      case Term.Comprehension comprehension -> {}
      case Var name -> illegal(Memberships.isRoot(name) ? "ref" : "var");
      case Term.Ref ref -> illegal("ref");
      case Term.Call call -> illegal("call");
      case Term.ArrayTerm array -> array.items().forEach(this::value);
      case Term.SetTerm set -> set.members().forEach(this::value);
      case Term.ObjectTerm object ->
          object
              .entries()
              .forEach(
                  entry -> {
                    value(entry.key());
                    value(entry.value());
                  });
      case Term.Template template -> template.parts().forEach(this::part);
    }
  }

  private void part(Term.Template.Part part) {
    if (part instanceof Term.Template.Interpolated hole
        && hole.expr().goal() instanceof Expr.Goal.Truth truth) {
      value(truth.term());
    }
  }

  private void illegal(String kind) {
    valid = false;
    cursor.error("illegal default rule (value cannot contain " + kind + ")", at, LABEL);
  }

  private void arguments(java.util.List<Term> arguments) {
    Set<String> seen = new HashSet<>();
    for (Term argument : arguments) {
      if (!(argument instanceof Var name) || Memberships.isRoot(name)) {
        valid = false;
        cursor.error(
            "illegal default rule (arguments cannot contain " + Kinds.of(argument) + ")",
            at,
            "only variables can be arguments of a default function");
      } else if (!seen.add(name.name())) {
        valid = false;
        cursor.error(
            "illegal default rule (arguments cannot be repeated " + name.name() + ")",
            at,
            "the same name twice");
      }
    }
  }
}
