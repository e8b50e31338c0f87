package io.watchword.authz.builtin.graphql;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Rules of values (GraphQL §5.6).
final class ValueRules {

  private static final int LONGEST_LONG = 19;

  private ValueRules() {}

  /// §5.6.3: each field only once.
  static final class UniqueInputFields implements Rule {

    @Override
    public void value(QueryCheck check, Node value) {
      if (value.number("Kind") != Types.OBJECT) {
        return;
      }
      Set<String> seen = new HashSet<>();
      for (Node field : value.nodes("Children")) {
        if (!seen.add(field.name())) {
          check.fail(field, "There can be only one input field named \"" + field.name() + "\".");
        }
      }
    }
  }

  /// §5.6.1: a value is of the type that is expected.
  static final class OfCorrectType implements Rule {

    @Override
    public void value(QueryCheck check, Node value) {
      Node definition = value.definition;
      Node expected = value.expectedType;
      if (definition == null || expected == null) {
        return;
      }
      if (value.number("Kind") == Types.NULL && expected.flag("NonNull")) {
        check.fail(
            value,
            "Expected value of type \"%s\", found %s."
                .formatted(Types.text(expected), Types.value(value)));
      }
      boolean ownScalar =
          definition.text("Kind").equals("SCALAR")
              && !isOneOf(definition, "Int", "Float", "String", "Boolean", "ID");
      if (!ownScalar) {
        check(check, value, definition, expected);
      }
    }

    private static void check(QueryCheck check, Node value, Node definition, Node expected) {
      if (!isReadable(value)) {
        check.fail(value, mismatch(value, definition, expected));
      }
      boolean fits =
          switch (value.number("Kind")) {
            case Types.LIST -> expected.node("Elem") != null;
            case Types.INT -> isOneOf(definition, "Int", "Float", "ID");
            case Types.FLOAT -> isOneOf(definition, "Float");
            case Types.BOOLEAN -> isOneOf(definition, "Boolean");
            default -> true;
          };
      if (!fits) {
        check.fail(value, mismatch(value, definition, expected));
      }
      switch (value.number("Kind")) {
        case Types.STRING, Types.BLOCK -> checkString(check, value, definition, expected);
        case Types.ENUM -> checkEnum(check, value, definition, expected);
        case Types.OBJECT -> checkObject(check, value, definition);
        default -> {}
      }
    }

    // OPA reads integers of 64 bits; a list or object with a longer one cannot be read either.
    private static boolean isReadable(Node value) {
      return switch (value.number("Kind")) {
        case Types.INT -> isLong(value.text("Raw"));
        case Types.FLOAT -> !Double.isInfinite(Double.parseDouble(value.text("Raw")));
        case Types.LIST, Types.OBJECT ->
            value.nodes("Children").stream().allMatch(c -> isReadable(c.required("Value")));
        default -> true;
      };
    }

    private static boolean isLong(String digits) {
      return digits.length() <= LONGEST_LONG + 1 && new BigInteger(digits).bitLength() < 64;
    }

    private static boolean isOneOf(Node definition, String... names) {
      return List.of(names).contains(definition.name());
    }

    private static List<String> enumValues(Node definition) {
      return definition.text("Kind").equals("ENUM")
          ? definition.nodes("EnumValues").stream().map(Node::name).toList()
          : List.of();
    }

    private static void checkString(QueryCheck check, Node value, Node definition, Node expected) {
      if (definition.text("Kind").equals("ENUM")) {
        check.fail(
            value,
            "Enum \"%s\" cannot represent non-enum value: %s."
                    .formatted(Types.text(expected), Types.value(value))
                + suggestions(value, definition, true));
      } else if (!isOneOf(definition, "String", "ID")) {
        check.fail(value, mismatch(value, definition, expected));
      }
    }

    private static String suggestions(Node value, Node definition, boolean quoted) {
      return Suggestions.of(
          "Did you mean the enum value", value.text("Raw"), enumValues(definition), quoted);
    }

    private static void checkEnum(QueryCheck check, Node value, Node definition, Node expected) {
      if (!definition.text("Kind").equals("ENUM")) {
        check.fail(
            value, mismatch(value, definition, expected) + suggestions(value, definition, false));
      } else if (definition.named("EnumValues", value.text("Raw")) == null) {
        check.fail(
            value,
            "Value \"%s\" does not exist in \"%s\" enum."
                    .formatted(Types.value(value), Types.text(expected))
                + suggestions(value, definition, true));
      }
    }

    private static void checkObject(QueryCheck check, Node value, Node definition) {
      for (Node field : definition.nodes("Fields")) {
        Node type = field.required("Type");
        if (type.flag("NonNull")
            && field.node("DefaultValue") == null
            && value.named("Children", field.name()) == null) {
          check.fail(
              value,
              "Field \"%s.%s\" of required type \"%s\" was not provided."
                  .formatted(definition.name(), field.name(), Types.text(type)));
        }
      }
      if (definition.named("Directives", "oneOf") != null) {
        checkOneOf(check, value, definition);
      }
      List<String> known = definition.nodes("Fields").stream().map(Node::name).toList();
      for (Node child : value.nodes("Children")) {
        if (!known.contains(child.name())) {
          check.fail(
              child,
              "Field \"%s\" is not defined by type \"%s\"."
                      .formatted(child.name(), definition.name())
                  + Suggestions.of("Did you mean", child.name(), known, true));
        }
      }
    }

    private static void checkOneOf(QueryCheck check, Node value, Node definition) {
      List<Node> children = value.nodes("Children");
      if (children.size() != 1) {
        check.fail(
            value,
            "OneOf Input Object \"%s\" must specify exactly one key.".formatted(definition.name()));
        return;
      }
      Node only = children.getFirst().required("Value");
      if (only.number("Kind") == Types.NULL) {
        check.fail(
            only,
            "Field \"%s.%s\" must be non-null."
                .formatted(definition.name(), definition.nodes("Fields").getFirst().name()));
      }
    }

    private static String mismatch(Node value, Node definition, Node expected) {
      String type = Types.text(expected);
      String text = Types.value(value);
      return switch (type) {
        case "Int", "Int!" ->
            value.text("Raw").matches("-?[0-9]+") && !isInt(value.text("Raw"))
                ? "Int cannot represent non 32-bit signed integer value: " + text
                : "Int cannot represent non-integer value: " + text;
        case "String", "String!", "[String]" ->
            "String cannot represent a non string value: " + text;
        case "Boolean", "Boolean!" -> "Boolean cannot represent a non boolean value: " + text;
        case "Float", "Float!" -> "Float cannot represent non numeric value: " + text;
        case "ID", "ID!" -> "ID cannot represent a non-string and non-integer value: " + text;
        default ->
            definition.text("Kind").equals("ENUM")
                ? "Enum \"%s\" cannot represent non-enum value: %s.".formatted(type, text)
                : "Expected value of type \"%s\", found %s.".formatted(type, text);
      };
    }

    private static boolean isInt(String digits) {
      return isLong(digits) && new BigInteger(digits).bitLength() < 32;
    }
  }
}
