package io.watchword.authz.rego;

import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Comprehension;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Terms and statements as data.
final class TermJson {

  static TableValue object(String field, Value value) {
    TableValue out = TableValue.growing();
    put(out, field, value);
    return out;
  }

  static void put(TableValue out, String field, Value value) {
    out.put(new StringValue(field), value);
  }

  static TableValue typed(String type, Value value) {
    TableValue out = object("type", new StringValue(type));
    put(out, "value", value);
    return out;
  }

  Value term(Term term) {
    return switch (term) {
      case Var name ->
          Memberships.isRoot(name)
              ? typed("ref", ArrayValue.of(List.of(typed("var", new StringValue(name.name())))))
              : typed("var", new StringValue(name.name()));
      case Scalar scalar ->
          typed(
              scalar.value().typeName(),
              scalar.value() instanceof NullValue ? TableValue.of(Map.of()) : scalar.value());
      case Ref ref -> typed("ref", parts(ref));
      case Call call -> typed("call", call(call));
      case Term.ArrayTerm array -> typed("array", list(array.items()));
      case Term.SetTerm set -> typed("set", list(TermOrder.members(set)));
      case Term.ObjectTerm object ->
          typed(
              "object",
              ArrayValue.of(
                  TermOrder.entries(object).stream()
                      .map(entry -> list(List.of(entry.key(), entry.value())))
                      .toList()));
      case Comprehension comprehension ->
          typed(Kinds.of(comprehension), comprehension(comprehension));
      case Term.Template template -> typed("templatestring", template(template));
    };
  }

  /// Head and path of a reference.
  Value parts(Ref ref) {
    List<Value> parts = new ArrayList<>();
    parts.add(
        ref.head() instanceof Var name
            ? typed("var", new StringValue(name.name()))
            : term(ref.head()));
    ref.path().forEach(part -> parts.add(term(part)));
    return ArrayValue.of(parts);
  }

  private Value list(List<Term> terms) {
    return ArrayValue.of(terms.stream().map(this::term).toList());
  }

  private Value call(Call call) {
    List<Value> parts = new ArrayList<>();
    parts.add(typed("ref", parts(call.function())));
    call.arguments().forEach(argument -> parts.add(term(argument)));
    return ArrayValue.of(parts);
  }

  private Value comprehension(Comprehension comprehension) {
    boolean isObject = comprehension.kind() == Comprehension.Kind.OBJECT;
    TableValue out = object(isObject ? "value" : "term", term(comprehension.value()));
    comprehension.key().ifPresent(key -> put(out, "key", term(key)));
    put(out, "body", body(comprehension.body()));
    return out;
  }

  private Value template(Term.Template template) {
    List<Value> parts = new ArrayList<>();
    for (Term.Template.Part part : template.parts()) {
      parts.add(
          switch (part) {
            case Term.Template.Text text -> typed("string", new StringValue(text.text()));
            case Term.Template.Interpolated hole -> hole(hole.expr());
          });
    }
    TableValue out = object("parts", parts.isEmpty() ? NullValue.NULL : ArrayValue.of(parts));
    put(out, "multi_line", template.multiLine() ? BooleanValue.TRUE : BooleanValue.FALSE);
    return out;
  }

  private Value hole(Expr expr) {
    boolean constant =
        expr.with().isEmpty()
            && expr.goal() instanceof Goal.Truth truth
            && truth.term() instanceof Scalar;
    return constant && expr.goal() instanceof Goal.Truth truth ? term(truth.term()) : expr(expr, 0);
  }

  Value body(List<Expr> body) {
    List<Value> out = new ArrayList<>();
    for (int i = 0; i < body.size(); i++) {
      out.add(expr(body.get(i), i));
    }
    return ArrayValue.of(out);
  }

  private Value expr(Expr expr, int index) {
    TableValue out = object("index", NumberValue.of(index));
    put(out, "terms", goal(expr.goal()));
    if (expr.negated()) {
      put(out, "negated", BooleanValue.TRUE);
    }
    if (!expr.with().isEmpty()) {
      put(out, "with", ArrayValue.of(expr.with().stream().map(this::with).toList()));
    }
    return out;
  }

  private Value with(Expr.With with) {
    TableValue out = object("target", term(with.target()));
    put(out, "value", term(with.value()));
    return out;
  }

  private Value goal(Goal goal) {
    return switch (goal) {
      case Goal.Truth it -> it.term() instanceof Call call ? call(call) : term(it.term());
      case Goal.Unify it -> call(Call.of("eq", List.of(it.left(), it.right()), it.left().at()));
      case Goal.Assign it ->
          call(Call.of("assign", List.of(it.target(), it.value()), it.target().at()));
      case Goal.SomeDeclaration it ->
          object("symbols", ArrayValue.of(it.variables().stream().map(this::term).toList()));
      case Goal.SomeIn it -> object("symbols", ArrayValue.of(List.of(member(it))));
      case Goal.Every it -> every(it);
      case Goal.Not it -> {
        TableValue out = object("body", body(it.body()));
        put(out, "type", new StringValue("not"));
        put(out, "explicit_body", it.braces() ? BooleanValue.TRUE : BooleanValue.FALSE);
        yield out;
      }
      case Goal.And it -> operands("and", it.left(), it.right());
      case Goal.Or it -> operands("or", it.left(), it.right());
    };
  }

  private Value member(Goal.SomeIn some) {
    List<Term> operands = new ArrayList<>();
    some.key().ifPresent(operands::add);
    operands.add(some.value());
    operands.add(some.collection());
    return term(Call.of("internal.member_" + operands.size(), operands, some.value().at()));
  }

  private Value every(Goal.Every every) {
    TableValue out = object("domain", term(every.domain()));
    put(out, "key", every.key().map(this::term).orElse(NullValue.NULL));
    put(out, "value", term(every.value()));
    put(out, "body", body(every.body()));
    return out;
  }

  private Value operands(String type, Goal.Operand left, Goal.Operand right) {
    TableValue out = object("lhs", body(left.body()));
    put(out, "type", new StringValue(type));
    put(out, "rhs", body(right.body()));
    flag(out, "explicit_lhs", left.braces());
    flag(out, "explicit_rhs", right.braces());
    return out;
  }

  private static void flag(TableValue out, String name, boolean set) {
    if (set) {
      put(out, name, BooleanValue.TRUE);
    }
  }
}
