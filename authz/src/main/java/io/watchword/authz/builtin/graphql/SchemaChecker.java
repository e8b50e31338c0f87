package io.watchword.authz.builtin.graphql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules of type systems (GraphQL §3), in the order in which OPA finds violations.
final class SchemaChecker {

  /// Where the members of a union stand; no field that is shown.
  static final String MEMBER_PLACES = "MemberPlaces";

  private final Schema schema;

  SchemaChecker(Schema schema) {
    this.schema = schema;
  }

  void checkAll() {
    schema.types().values().forEach(this::checkDefinition);
    for (Node directive : schema.directives().values()) {
      checkName(directive);
      checkArguments(directive.nodes("Arguments"), directive.name());
    }
  }

  private void checkDefinition(Node definition) {
    String kind = definition.text("Kind");
    String fieldPlace = kind.equals("INPUT_OBJECT") ? "INPUT_FIELD_DEFINITION" : "FIELD_DEFINITION";
    for (Node field : definition.nodes("Fields")) {
      checkName(field);
      checkReference(field.required("Type"));
      checkArguments(field.nodes("Arguments"), "");
      checkDirectives(field.nodes("Directives"), fieldPlace, "", true);
    }
    checkMembers(definition);
    definition.texts("Interfaces").forEach(name -> checkImplements(definition, name));
    switch (kind) {
      case "OBJECT", "INTERFACE" -> {
        checkNotEmpty(definition, "Fields", "fields");
        checkFieldKinds(
            definition, List.of("SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM"), false);
      }
      case "ENUM" -> checkEnum(definition);
      case "INPUT_OBJECT" -> {
        checkNotEmpty(definition, "Fields", "input fields");
        checkFieldKinds(definition, List.of("SCALAR", "ENUM", "INPUT_OBJECT"), true);
      }
      default -> {}
    }
    checkOnce(definition, "Fields", "Field ");
    checkOnce(definition, "EnumValues", "Enum value ");
    checkMembersOnce(definition);
    if (!definition.flag("BuiltIn")) {
      checkName(definition);
    }
    checkDirectives(definition.nodes("Directives"), kind, "", false);
  }

  private void checkMembers(Node definition) {
    for (String member : definition.texts("Types")) {
      Node type = schema.type(member);
      if (type == null) {
        throw GraphqlException.at(definition, "Undefined type " + Types.quoted(member) + ".");
      }
      if (!type.text("Kind").equals("OBJECT")) {
        throw GraphqlException.at(
            definition,
            "%s type %s must be OBJECT.".formatted(definition.text("Kind"), Types.quoted(member)));
      }
    }
  }

  private void checkMembersOnce(Node definition) {
    Set<String> seen = new HashSet<>();
    List<String> members = definition.texts("Types");
    List<Node> places = definition.nodes(MEMBER_PLACES);
    for (int i = 0; i < members.size(); i++) {
      String member = members.get(i);
      if (!seen.add(member)) {
        throw GraphqlException.at(
            places.size() == members.size() ? places.get(i) : definition,
            "Union type %s can only include type %s once.".formatted(definition.name(), member));
      }
    }
  }

  private static void checkNotEmpty(Node definition, String list, String what) {
    if (definition.nodes(list).isEmpty()) {
      throw GraphqlException.at(
          definition,
          "%s %s: must define one or more %s."
              .formatted(definition.text("Kind"), definition.name(), what));
    }
  }

  private void checkFieldKinds(Node definition, List<String> allowed, boolean input) {
    for (Node field : definition.nodes("Fields")) {
      Node type = schema.type(Types.name(field.required("Type")));
      if (type != null && !allowed.contains(type.text("Kind"))) {
        throw GraphqlException.at(
            field,
            "%s %s: field must be one of %s."
                .formatted(
                    input ? type.text("Kind") : definition.text("Kind"),
                    input ? field.name() : definition.name(),
                    String.join(", ", allowed)));
      }
    }
  }

  private void checkEnum(Node definition) {
    checkNotEmpty(definition, "EnumValues", "unique enum values");
    for (Node value : definition.nodes("EnumValues")) {
      if (List.of("true", "false", "null").contains(value.name())) {
        throw GraphqlException.at(
            definition,
            "%s %s: non-enum value %s."
                .formatted(definition.text("Kind"), definition.name(), value.name()));
      }
      checkDirectives(value.nodes("Directives"), "ENUM_VALUE", "", true);
    }
  }

  private static void checkOnce(Node definition, String list, String what) {
    Set<String> seen = new HashSet<>();
    for (Node one : definition.nodes(list)) {
      if (!seen.add(one.name())) {
        throw GraphqlException.at(
            one, what + definition.name() + "." + one.name() + " can only be defined once.");
      }
    }
  }

  private void checkReference(Node type) {
    if (schema.type(Types.name(type)) == null) {
      throw GraphqlException.at(type, "Undefined type " + Types.name(type) + ".");
    }
  }

  private void checkArguments(List<Node> arguments, String currentDirective) {
    for (Node argument : arguments) {
      checkName(argument);
      Node type = argument.required("Type");
      checkReference(type);
      Node definition = schema.type(Types.name(type));
      if (definition != null && !Types.isInput(definition)) {
        throw GraphqlException.at(
            argument,
            "cannot use %s as argument %s because %s is not a valid input type"
                .formatted(Types.text(type), argument.name(), definition.text("Kind")));
      }
      checkDirectives(argument.nodes("Directives"), "ARGUMENT_DEFINITION", currentDirective, true);
    }
  }

  private static void checkName(Node node) {
    if (node.name().startsWith("__")) {
      throw GraphqlException.at(
          node,
          "Name \"%s\" must not begin with \"__\", which is reserved by GraphQL introspection."
              .formatted(node.name()));
    }
  }

  /// @param current the directive whose definition this is; empty where it is none
  /// @param once whether each may stand there only once
  void checkDirectives(List<Node> used, String place, String current, boolean once) {
    Set<String> seen = new HashSet<>();
    for (Node directive : used) {
      String name = directive.name();
      checkName(directive);
      if (!current.isEmpty() && name.equals(current)) {
        throw GraphqlException.at(directive, "Directive " + current + " cannot refer to itself.");
      }
      Node definition = schema.directive(name);
      if (definition == null) {
        throw GraphqlException.at(directive, "Undefined directive " + name + ".");
      }
      if (once && !seen.add(name) && !definition.flag("IsRepeatable")) {
        throw GraphqlException.at(
            directive, "The directive " + name + " can only be used once at this location.");
      }
      if (!definition.texts("Locations").contains(place)) {
        throw GraphqlException.at(
            directive, "Directive " + name + " is not applicable on " + place + ".");
      }
      checkDirectiveArguments(directive, definition);
    }
  }

  private static void checkDirectiveArguments(Node directive, Node definition) {
    for (Node argument : directive.nodes("Arguments")) {
      if (definition.named("Arguments", argument.name()) == null) {
        throw GraphqlException.at(
            argument,
            "Undefined argument %s for directive %s.".formatted(argument.name(), directive.name()));
      }
    }
    for (Node wanted : definition.nodes("Arguments")) {
      boolean needed =
          wanted.required("Type").flag("NonNull") && wanted.node("DefaultValue") == null;
      Node given = directive.named("Arguments", wanted.name());
      if (needed && (given == null || isNull(given.required("Value")))) {
        throw GraphqlException.at(
            directive,
            "Argument %s for directive %s cannot be null."
                .formatted(wanted.name(), directive.name()));
      }
    }
  }

  private static boolean isNull(Node value) {
    return value.number("Kind") == Types.NULL;
  }

  private void checkImplements(Node definition, String name) {
    Node contract = schema.type(name);
    if (contract == null) {
      throw GraphqlException.at(definition, "Undefined type " + Types.quoted(name) + ".");
    }
    if (!contract.text("Kind").equals("INTERFACE")) {
      throw GraphqlException.at(
          definition,
          "%s is a non interface type %s.".formatted(Types.quoted(name), contract.text("Kind")));
    }
    String both = "For %s to implement %s ".formatted(definition.name(), contract.name());
    for (Node wanted : contract.nodes("Fields")) {
      Node found = definition.named("Fields", wanted.name());
      if (found == null) {
        throw GraphqlException.at(
            definition, both + "it must have a field called " + wanted.name() + ".");
      }
      if (!isCovariant(wanted.required("Type"), found.required("Type"))) {
        throw GraphqlException.at(
            found,
            both
                + "the field %s must have type %s."
                    .formatted(wanted.name(), Types.text(wanted.required("Type"))));
      }
      checkSameArguments(both, wanted, found);
    }
    checkAncestors(definition, contract);
  }

  private static void checkSameArguments(String both, Node wanted, Node found) {
    for (Node argument : wanted.nodes("Arguments")) {
      Node own = found.named("Arguments", argument.name());
      String same = both + "the field " + wanted.name() + " must have the same arguments but ";
      if (own == null) {
        throw GraphqlException.at(found, same + "it is missing " + argument.name() + ".");
      }
      Node ownType = own.required("Type");
      if (!Types.isCompatible(argument.required("Type"), ownType, ownType.flag("NonNull"))) {
        throw GraphqlException.at(own, same + argument.name() + " has the wrong type.");
      }
    }
    for (Node own : found.nodes("Arguments")) {
      if (wanted.named("Arguments", own.name()) == null
          && own.required("Type").flag("NonNull")
          && own.node("DefaultValue") == null) {
        throw GraphqlException.at(
            own,
            both
                + "any additional arguments on %s must be optional or have a default value but %s is required."
                    .formatted(found.name(), own.name()));
      }
    }
  }

  private static void checkAncestors(Node definition, Node contract) {
    for (String ancestor : contract.texts("Interfaces")) {
      if (definition.texts("Interfaces").contains(ancestor)) {
        continue;
      }
      if (ancestor.equals(definition.name())) {
        throw GraphqlException.at(
            definition,
            "Type %s cannot implement %s because it would create a circular reference."
                .formatted(definition.name(), contract.name()));
      }
      throw GraphqlException.at(
          definition,
          "Type %s must implement %s because it is implemented by %s."
              .formatted(definition.name(), ancestor, contract.name()));
    }
  }

  private boolean isCovariant(@Nullable Node wanted, @Nullable Node actual) {
    if (wanted == null || actual == null) {
      return false;
    }
    if (wanted.flag("NonNull") && !actual.flag("NonNull")) {
      return false;
    }
    String name = wanted.text("NamedType");
    if (name.isEmpty()) {
      return isCovariant(wanted.node("Elem"), actual.node("Elem"));
    }
    if (name.equals(actual.text("NamedType"))) {
      return true;
    }
    Node type = schema.type(name);
    return type != null
        && schema.possibleTypes(type).stream()
            .anyMatch(p -> p.name().equals(actual.text("NamedType")));
  }
}
