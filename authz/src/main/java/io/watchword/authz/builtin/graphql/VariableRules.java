package io.watchword.authz.builtin.graphql;

import java.util.HashMap;
import java.util.Map;

/// Rules of variables (GraphQL §5.8).
final class VariableRules {

  private VariableRules() {}

  private static String name(Node variable) {
    return "\"$" + variable.text("Variable") + "\"";
  }

  private static String type(Node variable) {
    return Types.text(variable.required("Type"));
  }

  /// §5.8.3: what is used is defined.
  static final class NoUndefined implements Rule {

    @Override
    public void value(QueryCheck check, Node value) {
      Node operation = check.currentOperation();
      if (operation == null || value.number("Kind") != Types.VARIABLE || value.variable != null) {
        return;
      }
      String by = operation.name().isEmpty() ? "" : " by operation \"" + operation.name() + "\"";
      check.fail(value, "Variable \"" + Types.value(value) + "\" is not defined" + by + ".");
    }
  }

  /// §5.8.4: what is defined is used.
  static final class NoUnused implements Rule {

    @Override
    public void operation(QueryCheck check, Node operation) {
      String in = operation.name().isEmpty() ? "" : " in operation \"" + operation.name() + "\"";
      for (Node variable : operation.nodes("VariableDefinitions")) {
        if (!variable.used && !variable.flag("Used")) {
          check.fail(variable, "Variable " + name(variable) + " is never used" + in + ".");
        }
      }
    }
  }

  /// §5.8.1: each name only once.
  static final class UniqueNames implements Rule {

    @Override
    public void operation(QueryCheck check, Node operation) {
      Map<String, Integer> seen = new HashMap<>();
      for (Node variable : operation.nodes("VariableDefinitions")) {
        if (seen.merge(variable.text("Variable"), 1, Integer::sum) == 2) {
          check.fail(variable, "There can be only one variable named " + name(variable) + ".");
        }
      }
    }
  }

  /// §5.8.2: only what can be sent.
  static final class InputTypes implements Rule {

    @Override
    public void operation(QueryCheck check, Node operation) {
      for (Node variable : operation.nodes("VariableDefinitions")) {
        if (variable.definition != null && !Types.isInput(variable.definition)) {
          check.fail(
              variable,
              "Variable %s cannot be non-input type \"%s\"."
                  .formatted(name(variable), type(variable)));
        }
      }
    }
  }

  /// §5.8.5: its type fits where it is used.
  static final class AllowedPosition implements Rule {

    @Override
    public void value(QueryCheck check, Node value) {
      Node variable = value.variable;
      Node expected = value.expectedType;
      boolean isBound = value.number("Kind") == Types.VARIABLE && check.currentOperation() != null;
      if (isBound && variable != null && expected != null) {
        Node byDefault = variable.node("DefaultValue");
        boolean hasDefault =
            value.expectedHasDefault || byDefault != null && byDefault.number("Kind") != Types.NULL;
        boolean nonNull = expected.flag("NonNull") && !hasDefault;
        if (!Types.isCompatible(variable.required("Type"), expected, nonNull)) {
          check.fail(
              value,
              "Variable \"%s\" of type \"%s\" used in position expecting type \"%s\"."
                  .formatted(Types.value(value), type(variable), Types.text(expected)));
        }
      }
      if (value.number("Kind") == Types.OBJECT) {
        checkOneOf(check, value);
      }
    }

    private static void checkOneOf(QueryCheck check, Node value) {
      Node definition = value.definition;
      if (definition == null || definition.named("Directives", "oneOf") == null) {
        return;
      }
      for (Node child : value.nodes("Children")) {
        Node variable = child.required("Value").variable;
        if (variable != null && !variable.required("Type").flag("NonNull")) {
          check.fail(
              variable,
              ("Variable %s is of type \"%s\" but must be non-nullable to be used for OneOf Input"
                      + " Object \"%s\".")
                  .formatted(name(variable), type(variable), definition.name()));
        }
      }
    }
  }
}
