package io.watchword.tests.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random terms of a type and random bodies. All that they name is bound before them. One thread.
final class RandomTerms {

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "2",
          "3",
          "-1",
          "7",
          "0.5",
          "-2.25",
          "1e3",
          "9007199254740993",
          "9223372036854775807",
          "18446744073709551616");
  private static final List<String> STRINGS =
      List.of("\"\"", "\"a\"", "\"b\"", "\"key\"", "\"größe\"", "\"😀x\"", "`r\\w`", "\"A,b\"");

  private final RandomGenerator random;
  private int variables;

  RandomTerms(RandomGenerator random) {
    this.random = random;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T one(List<T> of) {
    return of.get(below(of.size()));
  }

  Kind kind() {
    return one(List.of(Kind.values()));
  }

  String fresh() {
    return "v" + variables++;
  }

  String term(Kind kind, Scope scope, int depth) {
    if (below(3) == 0) {
      List<String> known = new ArrayList<>();
      scope.variables.stream().filter(v -> v.kind() == kind).forEach(v -> known.add(v.name()));
      scope.rules.stream().filter(r -> r.kind() == kind).forEach(r -> known.add(r.name()));
      if (!known.isEmpty()) {
        return one(known);
      }
    }
    if (depth > 0 && below(6) == 0) {
      List<Scope.Function> known =
          scope.functions.stream().filter(f -> f.result() == kind).toList();
      if (!known.isEmpty()) {
        return call(one(known), scope, depth - 1);
      }
    }
    return switch (kind) {
      case NUMBER -> number(scope, depth);
      case STRING -> string(scope, depth);
      case BOOLEAN -> bool(scope, depth);
      case ARRAY -> array(scope, depth);
      case SET -> set(scope, depth);
      case OBJECT -> object(scope, depth);
    };
  }

  private String call(Scope.Function function, Scope scope, int depth) {
    List<String> arguments = new ArrayList<>();
    function.parameters().forEach(kind -> arguments.add(term(kind, scope, depth)));
    return function.name() + "(" + String.join(", ", arguments) + ")";
  }

  private String number(Scope s, int d) {
    return switch (d <= 0 ? below(4) : below(15)) {
      case 0, 1 -> one(NUMBERS);
      case 2 -> one(List.of("input.n", "input.m", "data.base.n"));
      case 3 -> one(List.of("input.xs[0]", "data.base.o.a", "input.o[\"größe\"]", "input.none"));
      case 4 -> "(" + term(Kind.NUMBER, s, d - 1) + " + " + term(Kind.NUMBER, s, d - 1) + ")";
      case 5 -> "(" + term(Kind.NUMBER, s, d - 1) + " - " + term(Kind.NUMBER, s, d - 1) + ")";
      case 6 -> "(" + term(Kind.NUMBER, s, d - 1) + " * " + term(Kind.NUMBER, s, d - 1) + ")";
      case 7 -> "(" + term(Kind.NUMBER, s, d - 1) + " / " + term(Kind.NUMBER, s, d - 1) + ")";
      case 8 -> "(" + term(Kind.NUMBER, s, d - 1) + " % " + term(Kind.NUMBER, s, d - 1) + ")";
      case 9 -> "count(" + term(one(COUNTED), s, d - 1) + ")";
      case 10 -> "sum(" + term(Kind.ARRAY, s, d - 1) + ")";
      case 11 -> one(List.of("max", "min")) + "(" + term(Kind.SET, s, d - 1) + ")";
      case 12 -> one(List.of("abs", "floor", "round")) + "(" + term(Kind.NUMBER, s, d - 1) + ")";
      case 13 ->
          "object.get(%s, %s, %s)"
              .formatted(term(Kind.OBJECT, s, d - 1), term(Kind.STRING, s, d - 1), one(NUMBERS));
      default -> "product(" + term(Kind.SET, s, d - 1) + ")";
    };
  }

  private static final List<Kind> COUNTED = List.of(Kind.ARRAY, Kind.SET, Kind.OBJECT, Kind.STRING);

  private String string(Scope s, int d) {
    return switch (d <= 0 ? below(3) : below(10)) {
      case 0, 1 -> one(STRINGS);
      case 2 -> one(List.of("input.s", "data.base.s", "input.words[0]", "input.words[1]"));
      case 3 ->
          "sprintf(\"%%v/%%s\", [%s, %s])"
              .formatted(term(kind(), s, d - 1), term(Kind.STRING, s, d - 1));
      case 4 -> one(List.of("upper", "lower", "trim_space")) + "(" + string(s, d - 1) + ")";
      case 5 -> "$\"<{" + term(one(List.of(Kind.NUMBER, Kind.ARRAY)), s, d - 1) + "}>\"";
      case 6 -> "format_int(" + term(Kind.NUMBER, s, d - 1) + ", 10)";
      case 7 ->
          "concat(\"-\", [%s, %s])"
              .formatted(term(Kind.STRING, s, d - 1), term(Kind.STRING, s, d - 1));
      case 8 ->
          "substring(%s, %d, %d)".formatted(term(Kind.STRING, s, d - 1), below(3), below(5) - 1);
      default -> "json.marshal(" + term(kind(), s, d - 1) + ")";
    };
  }

  String bool(Scope s, int d) {
    return switch (d <= 0 ? below(3) : below(8)) {
      case 0 -> one(List.of("true", "true", "false", "input.yes", "data.base.yes"));
      case 1, 2, 3 -> {
        Kind kind = one(List.of(Kind.NUMBER, Kind.NUMBER, Kind.STRING, Kind.SET));
        String operator = one(List.of("<", "<=", "==", "!=", ">", ">="));
        yield "(" + term(kind, s, d - 1) + " " + operator + " " + term(kind, s, d - 1) + ")";
      }
      case 4 ->
          "(%s in %s)"
              .formatted(
                  term(Kind.NUMBER, s, d - 1), term(one(List.of(Kind.ARRAY, Kind.SET)), s, d - 1));
      case 5 ->
          one(List.of("startswith", "contains", "endswith"))
              + "(%s, %s)".formatted(term(Kind.STRING, s, d - 1), term(Kind.STRING, s, d - 1));
      case 6 -> "is_number(" + term(kind(), s, d - 1) + ")";
      default -> "object.subset(%s, {\"a\": %s})".formatted(object(s, d - 1), one(NUMBERS));
    };
  }

  private String array(Scope s, int d) {
    return switch (d <= 0 ? below(3) : below(8)) {
      case 0 -> "[" + items(s, d) + "]";
      case 1 -> one(List.of("input.xs", "data.base.xs"));
      case 2 -> "numbers.range(" + below(4) + ", " + below(6) + ")";
      case 3, 4 -> "[" + comprehended(Kind.NUMBER, s, d) + "]";
      case 5 -> "array.concat(%s, %s)".formatted(array(s, d - 1), array(s, d - 1));
      case 6 -> "array.slice(%s, %d, %d)".formatted(array(s, d - 1), below(3), below(5));
      default -> "sort(" + set(s, d - 1) + ")";
    };
  }

  private String set(Scope s, int d) {
    return switch (d <= 0 ? below(2) : below(6)) {
      case 0 -> below(5) == 0 ? "set()" : "{" + one(NUMBERS) + ", " + term(Kind.NUMBER, s, 0) + "}";
      case 1 -> "{x | some x in input.xs}";
      case 2, 3 -> "{" + comprehended(Kind.NUMBER, s, d) + "}";
      default ->
          "(%s %s %s)"
              .formatted(
                  term(Kind.SET, s, d - 1), one(List.of("|", "&", "-")), term(Kind.SET, s, d - 1));
    };
  }

  private String object(Scope s, int d) {
    return switch (d <= 0 ? below(2) : below(5)) {
      case 0 -> "{\"a\": %s, \"größe\": %s}".formatted(term(Kind.NUMBER, s, d - 1), one(NUMBERS));
      case 1 -> one(List.of("input.o", "data.base.o"));
      case 2, 3 -> {
        Scope inner = s.nested();
        String body = body(inner, d - 1);
        yield "{%s: %s | %s}"
            .formatted(term(Kind.STRING, inner, d - 1), term(Kind.NUMBER, inner, d - 1), body);
      }
      default -> "object.union(%s, %s)".formatted(object(s, d - 1), object(s, d - 1));
    };
  }

  private String items(Scope s, int d) {
    List<String> items = new ArrayList<>();
    for (int i = below(4); i >= 0; i--) {
      items.add(term(Kind.NUMBER, s, d - 1));
    }
    return String.join(", ", items);
  }

  private String comprehended(Kind kind, Scope scope, int depth) {
    Scope inner = scope.nested();
    String body = body(inner, depth - 1);
    return term(kind, inner, depth - 1) + " | " + body;
  }

  /// A body on one line, whose variables `scope` then has.
  String body(Scope scope, int depth) {
    List<String> statements = new ArrayList<>();
    for (int i = below(3); i >= 0; i--) {
      statements.add(statement(scope, depth));
    }
    return String.join("; ", statements);
  }

  // What `some` and `every` declare has to be used.
  private String statement(Scope s, int d) {
    switch (below(10)) {
      case 0, 1 -> {
        Kind kind = kind();
        String value = term(kind, s, d);
        String name = fresh();
        s.bind(name, kind);
        return name + " := " + value;
      }
      case 2, 3 -> {
        String domain = term(one(List.of(Kind.ARRAY, Kind.SET)), s, d);
        String name = fresh();
        s.bind(name, Kind.NUMBER);
        return "some " + name + " in " + domain + "; " + name + " == " + name;
      }
      case 4 -> {
        String domain = term(Kind.OBJECT, s, d);
        String key = fresh();
        String value = fresh();
        s.bind(key, Kind.STRING);
        s.bind(value, Kind.NUMBER);
        return "some %s, %s in %s; %s != $\"{%s}\"".formatted(key, value, domain, key, value);
      }
      case 5 -> {
        return "not " + bool(s, d);
      }
      case 6 -> {
        String domain = term(one(List.of(Kind.ARRAY, Kind.SET)), s, d);
        Scope inner = s.nested();
        String name = fresh();
        inner.bind(name, Kind.NUMBER);
        return "every "
            + name
            + " in "
            + domain
            + " { "
            + name
            + " < 99; "
            + body(inner, d - 1)
            + " }";
      }
      case 7 -> {
        String name = fresh();
        String statement = name + " := " + term(Kind.NUMBER, s, d) + with(s);
        s.bind(name, Kind.NUMBER);
        return statement;
      }
      case 8 -> {
        return bool(s, d) + (below(2) == 0 ? with(s) : "");
      }
      default -> {
        return bool(s, d);
      }
    }
  }

  private String with(Scope s) {
    String replaced =
        switch (below(4)) {
          case 0 -> "input.n as " + term(Kind.NUMBER, s, 0);
          case 1 -> "data.base.xs as " + term(Kind.ARRAY, s, 0);
          case 2 -> "input as {\"n\": " + term(Kind.NUMBER, s, 0) + ", \"xs\": [3, 3, 1]}";
          default -> {
            if (s.rules.isEmpty()) {
              yield "data.base.n as 4";
            }
            Scope.Named rule = one(s.rules);
            yield "data.p." + rule.name() + " as " + term(rule.kind(), s.nested(), 0);
          }
        };
    return " with " + replaced;
  }
}
