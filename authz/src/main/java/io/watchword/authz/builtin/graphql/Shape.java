package io.watchword.authz.builtin.graphql;

import java.util.LinkedHashMap;
import java.util.Map;

/// The kinds of nodes and their fields, named as OPA shows them. A field is `text`, `flag`,
/// `number`, `texts`, one node or, in brackets, a list of nodes.
enum Shape {
  QUERY_DOCUMENT("Operations:[OPERATION] Fragments:[FRAGMENT] Comment:COMMENTS"),
  SCHEMA_DOCUMENT(
      "Schema:[SCHEMA] SchemaExtension:[SCHEMA] Directives:[DIRECTIVE_DEFINITION]"
          + " Definitions:[DEFINITION] Extensions:[DEFINITION] Comment:COMMENTS"),
  SCHEMA(
      "Description:text Directives:[DIRECTIVE] OperationTypes:[OPERATION_TYPE]"
          + " BeforeDescriptionComment:COMMENTS AfterDescriptionComment:COMMENTS"
          + " EndOfDefinitionComment:COMMENTS"),
  OPERATION_TYPE("Operation:text Type:text Comment:COMMENTS"),
  DEFINITION(
      "Kind:text Description:text Name:text Directives:[DIRECTIVE] Interfaces:texts"
          + " Fields:[FIELD_DEFINITION] Types:texts EnumValues:[ENUM_VALUE] BuiltIn:flag"
          + " BeforeDescriptionComment:COMMENTS AfterDescriptionComment:COMMENTS"
          + " EndOfDefinitionComment:COMMENTS"),
  FIELD_DEFINITION(
      "Description:text Name:text Arguments:[ARGUMENT_DEFINITION] DefaultValue:VALUE Type:TYPE"
          + " Directives:[DIRECTIVE] BeforeDescriptionComment:COMMENTS"
          + " AfterDescriptionComment:COMMENTS"),
  ARGUMENT_DEFINITION(
      "Description:text Name:text DefaultValue:VALUE Type:TYPE Directives:[DIRECTIVE]"
          + " BeforeDescriptionComment:COMMENTS AfterDescriptionComment:COMMENTS"),
  ENUM_VALUE(
      "Description:text Name:text Directives:[DIRECTIVE] BeforeDescriptionComment:COMMENTS"
          + " AfterDescriptionComment:COMMENTS"),
  DIRECTIVE_DEFINITION(
      "Description:text Name:text Arguments:[ARGUMENT_DEFINITION] Locations:texts"
          + " IsRepeatable:flag BeforeDescriptionComment:COMMENTS"
          + " AfterDescriptionComment:COMMENTS"),
  DIRECTIVE("Name:text Arguments:[ARGUMENT] Location:text"),
  ARGUMENT("Name:text Value:VALUE Comment:COMMENTS"),
  VALUE(
      "Raw:text Children:[CHILD_VALUE] Kind:number Comment:COMMENTS"
          + " ExpectedTypeHasDefault:flag"),
  CHILD_VALUE("Name:text Value:VALUE Comment:COMMENTS"),
  TYPE("NamedType:text Elem:TYPE NonNull:flag"),
  OPERATION(
      "Operation:text Name:text VariableDefinitions:[VARIABLE] Directives:[DIRECTIVE]"
          + " SelectionSet:[FIELD] Comment:COMMENTS"),
  VARIABLE(
      "Variable:text Type:TYPE DefaultValue:VALUE Directives:[DIRECTIVE] Comment:COMMENTS"
          + " Used:flag"),
  FRAGMENT(
      "Name:text VariableDefinition:[VARIABLE] TypeCondition:text Directives:[DIRECTIVE]"
          + " SelectionSet:[FIELD] Comment:COMMENTS"),
  FIELD(
      "Alias:text Name:text Arguments:[ARGUMENT] Directives:[DIRECTIVE] SelectionSet:[FIELD]"
          + " Comment:COMMENTS"),
  SPREAD("Name:text Directives:[DIRECTIVE] Comment:COMMENTS"),
  INLINE("TypeCondition:text Directives:[DIRECTIVE] SelectionSet:[FIELD] Comment:COMMENTS"),
  COMMENTS("List:[COMMENT]"),
  COMMENT("Value:text");

  private final String specification;

  Shape(String specification) {
    this.specification = specification;
  }

  /// Field names with what they hold, in order.
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : specification.split(" ")) {
      int colon = field.indexOf(':');
      fields.put(field.substring(0, colon), field.substring(colon + 1));
    }
    return fields;
  }
}
