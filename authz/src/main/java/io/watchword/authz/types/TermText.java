package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.RegoNames;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.ValueJson;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Terms as OPA's messages print them: `data.a["b-c"][x]`. Stateless.
final class TermText {

  private static final int DEEPEST = 50;

  private final Function<Term.Var, Term> names;

  private TermText(Function<Term.Var, Term> names) {
    this.names = names;
  }

  static String of(Term term) {
    return of(term, variable -> variable);
  }

  /// @param names what to print in a variable's place
  static String of(Term term, Function<Term.Var, Term> names) {
    StringBuilder out = new StringBuilder();
    new TermText(names).append(out, term, 0);
    return out.toString();
  }

  private void append(StringBuilder out, Term term, int depth) {
    if (depth > DEEPEST) {
      out.append("...");
      return;
    }
    switch (term) {
      case Term.Var variable -> appendVariable(out, variable, depth);
      case Term.Scalar scalar -> out.append(ValueJson.write(scalar.value()));
      case Term.Ref ref -> appendRef(out, ref, depth);
      case Term.Call call -> {
        append(out, call.function(), depth + 1);
        appendAll(out, "(", call.arguments(), ")", depth);
      }
      case Term.ArrayTerm array -> appendAll(out, "[", array.items(), "]", depth);
      case Term.SetTerm set -> {
        if (set.members().isEmpty()) {
          out.append("set()");
        } else {
          appendAll(out, "{", set.members(), "}", depth);
        }
      }
      case Term.ObjectTerm object -> {
        String before = "{";
        for (Term.Entry entry : object.entries()) {
          out.append(before);
          append(out, entry.key(), depth + 1);
          out.append(": ");
          append(out, entry.value(), depth + 1);
          before = ", ";
        }
        out.append(object.entries().isEmpty() ? "{}" : "}");
      }
      case Term.Comprehension comprehension -> appendComprehension(out, comprehension, depth);
      case Term.Template template -> appendTemplate(out, template, depth);
    }
  }

  private void appendVariable(StringBuilder out, Term.Var variable, int depth) {
    Term named = names.apply(variable);
    if (named instanceof Term.Var same) {
      out.append(same.isWildcard() ? "_" : same.name());
    } else {
      append(out, named, depth + 1);
    }
  }

  private void appendRef(StringBuilder out, Term.Ref ref, int depth) {
    append(out, ref.head(), depth + 1);
    for (Term part : ref.path()) {
      if (part instanceof Term.Scalar(StringValue string, var at)
          && RegoNames.isPlain(string.text())) {
        out.append('.').append(string.text());
      } else {
        out.append('[');
        append(out, part, depth + 1);
        out.append(']');
      }
    }
  }

  private void appendAll(
      StringBuilder out, String open, List<Term> terms, String close, int depth) {
    out.append(open);
    String before = "";
    for (Term term : terms) {
      out.append(before);
      append(out, term, depth + 1);
      before = ", ";
    }
    out.append(close);
  }

  private void appendComprehension(StringBuilder out, Term.Comprehension comprehension, int depth) {
    boolean array = comprehension.kind() == Term.Comprehension.Kind.ARRAY;
    out.append(array ? "[" : "{");
    comprehension
        .key()
        .ifPresent(
            key -> {
              append(out, key, depth + 1);
              out.append(": ");
            });
    append(out, comprehension.value(), depth + 1);
    out.append(" | ").append(body(comprehension.body(), depth + 1)).append(array ? "]" : "}");
  }

  private void appendTemplate(StringBuilder out, Term.Template template, int depth) {
    out.append("$\"");
    for (Term.Template.Part part : template.parts()) {
      switch (part) {
        case Term.Template.Text text -> out.append(text.text());
        case Term.Template.Interpolated hole ->
            out.append('{').append(body(List.of(hole.expr()), depth + 1)).append('}');
      }
    }
    out.append('"');
  }

  private String body(List<Expr> body, int depth) {
    return body.stream().map(expr -> statement(expr, depth)).collect(Collectors.joining("; "));
  }

  private String statement(Expr expr, int depth) {
    StringBuilder out = new StringBuilder(expr.negated() ? "not " : "");
    switch (expr.goal()) {
      case Expr.Goal.Truth truth -> append(out, truth.term(), depth);
      case Expr.Goal.Unify unify -> appendPair(out, unify.left(), " = ", unify.right(), depth);
      case Expr.Goal.Assign assign ->
          appendPair(out, assign.target(), " := ", assign.value(), depth);
      case Expr.Goal.SomeDeclaration some ->
          out.append("some ")
              .append(
                  some.variables().stream()
                      .map(variable -> of(variable, names))
                      .collect(Collectors.joining(", ")));
      case Expr.Goal.SomeIn in -> appendPair(out, in.value(), " in ", in.collection(), depth);
      case Expr.Goal.Every every -> {
        out.append("every ");
        appendPair(out, every.value(), " in ", every.domain(), depth);
        out.append(" { ").append(body(every.body(), depth + 1)).append(" }");
      }
      case Expr.Goal.Not not ->
          out.append("not { ").append(body(not.body(), depth + 1)).append(" }");
      case Expr.Goal.And and ->
          out.append(body(and.left().body(), depth + 1))
              .append(" and ")
              .append(body(and.right().body(), depth));
      case Expr.Goal.Or or ->
          out.append(body(or.left().body(), depth + 1))
              .append(" or ")
              .append(body(or.right().body(), depth));
    }
    return out.toString();
  }

  private void appendPair(StringBuilder out, Term left, String sign, Term right, int depth) {
    append(out, left, depth + 1);
    out.append(sign);
    append(out, right, depth + 1);
  }
}
