package io.watchword.tests.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A module of random rules and functions, each naming only what stands before it. One thread.
final class RandomProgram {

  private static final int DEPTH = 3;

  private final RandomTerms terms;
  private final Scope scope = Scope.empty();
  private final StringBuilder text = new StringBuilder("package p\n");

  private RandomProgram(RandomGenerator random) {
    this.terms = new RandomTerms(random);
  }

  static String text(RandomGenerator random, int rules) {
    RandomProgram program = new RandomProgram(random);
    for (int i = 0; i < rules; i++) {
      program.rule(i);
    }
    return program.text.toString();
  }

  private void rule(int index) {
    String name = "r" + index;
    switch (terms.below(8)) {
      case 0, 1, 2 -> complete(name, terms.kind());
      case 3 -> flag(name);
      case 4 -> partialSet(name);
      case 5 -> partialObject(name);
      case 6 -> severalComplete(name, terms.kind());
      default -> function("f" + index, terms.kind());
    }
  }

  private void complete(String name, Kind kind) {
    if (terms.below(4) == 0) {
      line("default " + name + " := " + constant(kind));
    }
    StringBuilder rule = new StringBuilder(name).append(definition(kind, scope));
    for (int i = terms.below(3); i > 0; i--) {
      rule.append(" else").append(definition(kind, scope));
    }
    line(rule.toString());
    scope.rules.add(new Scope.Named(name, kind));
  }

  private void severalComplete(String name, Kind kind) {
    line(name + definition(kind, scope));
    line(name + definition(kind, scope));
    scope.rules.add(new Scope.Named(name, kind));
  }

  private void flag(String name) {
    line(name + " if { " + terms.body(scope.nested(), DEPTH) + " }");
    scope.rules.add(new Scope.Named(name, Kind.BOOLEAN));
  }

  private void partialSet(String name) {
    for (int i = terms.below(2); i >= 0; i--) {
      Scope inner = scope.nested();
      String body = terms.body(inner, DEPTH);
      line(name + " contains " + terms.term(Kind.NUMBER, inner, 1) + " if { " + body + " }");
    }
    scope.rules.add(new Scope.Named(name, Kind.SET));
  }

  private void partialObject(String name) {
    for (int i = terms.below(2); i >= 0; i--) {
      Scope inner = scope.nested();
      String body = terms.body(inner, DEPTH);
      String key = terms.term(Kind.STRING, inner, 1);
      String value = terms.term(Kind.NUMBER, inner, 1);
      line(name + "[key] := " + value + " if { " + body + "; key := " + key + " }");
    }
    scope.rules.add(new Scope.Named(name, Kind.OBJECT));
  }

  private void function(String name, Kind result) {
    List<Kind> parameters = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Scope inner = scope.nested();
    for (int i = terms.below(2); i >= 0; i--) {
      Kind kind = terms.kind();
      String parameter = terms.fresh();
      parameters.add(kind);
      names.add(parameter);
      inner.bind(parameter, kind);
    }
    String head = name + "(" + String.join(", ", names) + ")";
    String rule = head + definition(result, inner);
    line(terms.below(3) == 0 ? rule + " else" + definition(result, inner) : rule);
    if (terms.below(4) == 0) {
      line(head + definition(result, inner));
    }
    scope.functions.add(new Scope.Function(name, parameters, result));
  }

  private String definition(Kind kind, Scope around) {
    Scope inner = around.nested();
    String body = terms.body(inner, DEPTH);
    return " := " + terms.term(kind, inner, DEPTH - 1) + " if { " + body + " }";
  }

  private static String constant(Kind kind) {
    return switch (kind) {
      case NUMBER -> "42";
      case STRING -> "\"otherwise\"";
      case BOOLEAN -> "false";
      case ARRAY -> "[1, 2]";
      case SET -> "{1, 2}";
      case OBJECT -> "{\"a\": 1}";
    };
  }

  private void line(String line) {
    text.append('\n').append(line).append('\n');
  }
}
