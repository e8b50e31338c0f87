package io.watchword.compliance.oscal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The JSON schema of OSCAL 1.1.3 assessment results, as liboscal-java ships it, repaired: eight
/// subschemas there have a property where `properties` is meant, and no validator takes them.
final class OscalSchema {

  private static final List<String> MISPLACED = List.of("id", "value", "identifier", "number");

  private final Schema schema;

  OscalSchema() throws IOException {
    try (InputStream text =
        OscalSchema.class.getResourceAsStream("/schema/json/oscal-ar_schema.json")) {
      JsonNode root = new ObjectMapper().readTree(text);
      repair(root, false);
      schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
              .getSchema(root.toString(), InputFormat.JSON);
    }
  }

  List<String> problems(JsonNode document) {
    return schema.validate(document.toString(), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private static void repair(JsonNode node, boolean namesOfProperties) {
    if (node instanceof ObjectNode object && !namesOfProperties) {
      MISPLACED.stream()
          .filter(name -> object.path(name).isObject())
          .toList()
          .forEach(object::remove);
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  repair(
                      field.getValue(),
                      !namesOfProperties
                          && List.of("properties", "definitions").contains(field.getKey())));
    } else {
      node.forEach(item -> repair(item, false));
    }
  }
}
