package io.watchword.authz.schema;

import com.google.re2j.Pattern;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Checks documents against a schema, telling all that does not match in the order in which OPA
/// does. One document, one thread.
public final class SchemaValidator {

  private static final int DEEPEST = 1_000;

  private final LongConsumer spend;
  private int depth;

  private SchemaValidator(LongConsumer spend) {
    this.spend = spend;
  }

  /// How `document` does not match; empty where it does.
  ///
  /// @param document JSON: no sets, keys are strings
  /// @param spend pays for work, a unit for about 20 ns of it
  /// @throws SchemaException if the schema refers to itself without end
  public static List<SchemaError> validate(Schema schema, Value document, LongConsumer spend) {
    Findings findings = new Findings();
    new SchemaValidator(spend).validate(schema, document, findings, Findings.Place.ROOT);
    return List.copyOf(findings.errors());
  }

  private Findings apart(Schema schema, Value node, Findings.Place at) {
    Findings findings = new Findings();
    validate(schema, node, findings, at);
    return findings;
  }

  private void validate(Schema schema, Value node, Findings findings, Findings.Place at) {
    spend.accept(5);
    if (schema.always != null) {
      if (!schema.always) {
        findings.add(at, "false", "False always fails validation");
      }
      return;
    }
    if (++depth > DEEPEST) {
      throw new SchemaException(
          "document or schema is nested more than " + DEEPEST + " levels deep");
    }
    if (schema.referred != null) {
      validate(schema.referred, node, findings, at);
    } else if (hasType(schema, node, findings, at)) {
      combinations(schema, node, findings, at);
      content(schema, node, findings, at);
      findings.matched();
    }
    depth--;
  }

  private static boolean hasType(Schema schema, Value node, Findings findings, Findings.Place at) {
    String type = type(node);
    boolean right =
        schema.types.isEmpty()
            || schema.types.contains(type)
            || (type.equals("integer") && schema.types.contains("number"));
    if (!right) {
      findings.add(
          at,
          "invalid_type",
          "Invalid type. Expected: %s, given: %s".formatted(Schema.text(schema.types), type));
    }
    return right;
  }

  private static String type(Value node) {
    return switch (node) {
      case NullValue n -> "null";
      case BooleanValue b -> "boolean";
      case NumberValue n -> isInteger(n.exact()) ? "integer" : "number";
      case StringValue s -> "string";
      case ArrayValue a -> "array";
      case SetValue s -> "array";
      case ObjectValue o -> "object";
    };
  }

  private static boolean isInteger(BigDecimal number) {
    return number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
  }

  private void content(Schema schema, Value node, Findings findings, Findings.Place at) {
    switch (node) {
      case NullValue n -> common(schema, node, findings, at);
      case NumberValue number -> {
        number(schema, number.exact(), findings, at);
        common(schema, node, findings, at);
      }
      case BooleanValue b -> common(schema, node, findings, at);
      case StringValue string -> {
        common(schema, node, findings, at);
        text(schema, string.text(), findings, at);
      }
      case ArrayValue array -> {
        array(schema, array.items(), findings, at);
        common(schema, node, findings, at);
      }
      case SetValue set -> {
        array(schema, set.sorted(), findings, at);
        common(schema, node, findings, at);
      }
      case ObjectValue object -> {
        object(schema, object, findings, at);
        common(schema, node, findings, at);
        for (Schema property : schema.properties) {
          Value value = object.get(new StringValue(property.property));
          if (value != null) {
            validate(property, value, findings, at.inside(property.property));
          }
        }
      }
    }
  }

  private void combinations(Schema schema, Value node, Findings findings, Findings.Place at) {
    anyOf(schema, node, findings, at);
    oneOf(schema, node, findings, at);
    allOf(schema, node, findings, at);
    if (schema.not != null && apart(schema.not, node, at).isValid()) {
      findings.add(at, "number_not", "Must not validate the schema (not)");
    }
    if (node instanceof ObjectValue object) {
      dependencies(schema, object, findings, at);
    }
    condition(schema, node, findings, at);
    findings.matched();
  }

  private void anyOf(Schema schema, Value node, Findings findings, Findings.Place at) {
    if (schema.anyOf.isEmpty()) {
      return;
    }
    Findings best = null;
    for (Schema one : schema.anyOf) {
      Findings found = apart(one, node, at);
      if (found.isValid()) {
        return;
      }
      best = better(best, found);
    }
    findings.add(at, "number_any_of", "Must validate at least one schema (anyOf)");
    if (best != null) {
      findings.add(best);
    }
  }

  private static Findings better(@Nullable Findings best, Findings found) {
    return best == null || found.score() > best.score() ? found : best;
  }

  private void oneOf(Schema schema, Value node, Findings findings, Findings.Place at) {
    if (schema.oneOf.isEmpty()) {
      return;
    }
    int valid = 0;
    Findings best = null;
    for (Schema one : schema.oneOf) {
      Findings found = apart(one, node, at);
      if (found.isValid()) {
        valid++;
      } else if (valid == 0) {
        best = better(best, found);
      }
    }
    if (valid == 1) {
      return;
    }
    findings.add(at, "number_one_of", "Must validate one and only one schema (oneOf)");
    if (valid == 0 && best != null) {
      findings.add(best);
    }
  }

  private void allOf(Schema schema, Value node, Findings findings, Findings.Place at) {
    boolean all = true;
    for (Schema one : schema.allOf) {
      Findings found = apart(one, node, at);
      all &= found.isValid();
      findings.add(found);
    }
    if (!all) {
      findings.add(at, "number_all_of", "Must validate all the schemas (allOf)");
    }
  }

  private void dependencies(
      Schema schema, ObjectValue object, Findings findings, Findings.Place at) {
    if (schema.requiredWith.isEmpty() && schema.schemaWith.isEmpty()) {
      return;
    }
    for (Value key : object.sortedKeys()) {
      String name = name(key);
      for (String needed : schema.requiredWith.getOrDefault(name, List.of())) {
        if (object.get(new StringValue(needed)) == null) {
          findings.add(at, "missing_dependency", "Has a dependency on " + needed);
        }
      }
      Schema dependency = schema.schemaWith.get(name);
      if (dependency != null) {
        validate(dependency, object, findings, at);
      }
    }
  }

  private static String name(Value key) {
    return key instanceof StringValue text ? text.text() : key.toString();
  }

  private void condition(Schema schema, Value node, Findings findings, Findings.Place at) {
    if (schema.condition == null) {
      return;
    }
    boolean holds = apart(schema.condition, node, at).isValid();
    Schema branch = holds ? schema.then : schema.otherwise;
    if (branch == null) {
      return;
    }
    Findings found = apart(branch, node, at);
    if (!found.isValid()) {
      findings.add(
          at,
          holds ? "condition_then" : "condition_else",
          holds
              ? "Must validate \"then\" as \"if\" was valid"
              : "Must validate \"else\" as \"if\" was not valid");
      findings.add(found);
    }
  }

  private static void common(Schema schema, Value node, Findings findings, Findings.Place at) {
    if (schema.constant != null && !CanonicalJson.of(node).equals(schema.constant)) {
      findings.add(at, "const", at + " does not match: " + schema.constant);
    }
    if (schema.allowed != null && !schema.allowed.contains(CanonicalJson.of(node))) {
      findings.add(
          at, "enum", at + " must be one of the following: " + String.join(", ", schema.allowed));
    }
    if (node instanceof StringValue text && !Formats.matches(schema.format, text.text())) {
      findings.add(at, "format", "Does not match format '" + schema.format + "'");
    }
    findings.matched();
  }

  private static void number(
      Schema schema, BigDecimal number, Findings findings, Findings.Place at) {
    if (schema.multipleOf != null && !isMultiple(number, schema.multipleOf)) {
      findings.add(
          at, "multiple_of", "Must be a multiple of " + CanonicalJson.limit(schema.multipleOf));
    }
    if (schema.maximum != null && number.compareTo(schema.maximum) > 0) {
      findings.add(
          at, "number_lte", "Must be less than or equal to " + CanonicalJson.limit(schema.maximum));
    }
    if (schema.belowMaximum != null && number.compareTo(schema.belowMaximum) >= 0) {
      findings.add(
          at, "number_lt", "Must be less than " + CanonicalJson.limit(schema.belowMaximum));
    }
    if (schema.minimum != null && number.compareTo(schema.minimum) < 0) {
      findings.add(
          at,
          "number_gte",
          "Must be greater than or equal to " + CanonicalJson.limit(schema.minimum));
    }
    if (schema.aboveMinimum != null && number.compareTo(schema.aboveMinimum) <= 0) {
      findings.add(
          at, "number_gt", "Must be greater than " + CanonicalJson.limit(schema.aboveMinimum));
    }
    findings.matched();
  }

  private static final int WIDEST_DIVISION = 10_000;

  private static boolean isMultiple(BigDecimal number, BigDecimal of) {
    long digits = Math.abs((long) number.scale()) + Math.abs((long) of.scale());
    if (digits > WIDEST_DIVISION) {
      throw new SchemaException("multipleOf of numbers this far apart is not worked out");
    }
    return number.remainder(of).signum() == 0;
  }

  private static void text(Schema schema, String text, Findings findings, Findings.Place at) {
    long length = text.codePointCount(0, text.length());
    if (schema.minLength != null && length < schema.minLength) {
      findings.add(
          at, "string_gte", "String length must be greater than or equal to " + schema.minLength);
    }
    if (schema.maxLength != null && length > schema.maxLength) {
      findings.add(
          at, "string_lte", "String length must be less than or equal to " + schema.maxLength);
    }
    if (schema.pattern != null && !schema.pattern.matcher(text).find()) {
      findings.add(at, "pattern", "Does not match pattern '" + schema.pattern.pattern() + "'");
    }
    findings.matched();
  }

  private void array(Schema schema, List<Value> items, Findings findings, Findings.Place at) {
    items(schema, items, findings, at);
    if (schema.minItems != null && items.size() < schema.minItems) {
      findings.add(at, "array_min_items", "Array must have at least " + schema.minItems + " items");
    }
    if (schema.maxItems != null && items.size() > schema.maxItems) {
      findings.add(at, "array_max_items", "Array must have at most " + schema.maxItems + " items");
    }
    if (schema.uniqueItems) {
      unique(items, findings, at);
    }
    contains(schema, items, findings, at);
    findings.matched();
  }

  private void items(Schema schema, List<Value> items, Findings findings, Findings.Place at) {
    for (int i = 0; i < items.size(); i++) {
      Schema item = null;
      if (schema.oneForAllItems) {
        item = schema.items.getFirst();
      } else if (!schema.items.isEmpty()) {
        item = i < schema.items.size() ? schema.items.get(i) : schema.additionalItemSchema;
      }
      if (item != null) {
        findings.add(apart(item, items.get(i), at.inside(Integer.toString(i))));
      }
    }
    boolean more =
        !schema.oneForAllItems && !schema.items.isEmpty() && items.size() > schema.items.size();
    if (more && Boolean.FALSE.equals(schema.additionalItems)) {
      findings.add(at, "array_no_additional_items", "No additional items allowed on array");
    }
  }

  private void unique(List<Value> items, Findings findings, Findings.Place at) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      spend.accept(5);
      Integer before = seen.put(CanonicalJson.of(items.get(i)), i);
      if (before != null) {
        findings.add(at, "unique", "array items[%d,%d] must be unique".formatted(before, i));
      }
    }
  }

  private void contains(Schema schema, List<Value> items, Findings findings, Findings.Place at) {
    if (schema.contains == null) {
      return;
    }
    Findings best = null;
    for (int i = 0; i < items.size(); i++) {
      Findings found = apart(schema.contains, items.get(i), at.inside(Integer.toString(i)));
      if (found.isValid()) {
        return;
      }
      best = better(best, found);
    }
    findings.add(at, "contains", "At least one of the items must match");
    if (best != null) {
      findings.add(best);
    }
  }

  private void object(Schema schema, ObjectValue object, Findings findings, Findings.Place at) {
    if (schema.minProperties != null && object.size() < schema.minProperties) {
      findings.add(
          at, "array_min_properties", "Must have at least " + schema.minProperties + " properties");
    }
    if (schema.maxProperties != null && object.size() > schema.maxProperties) {
      findings.add(
          at, "array_max_properties", "Must have at most " + schema.maxProperties + " properties");
    }
    for (String name : schema.required) {
      if (object.get(new StringValue(name)) != null) {
        findings.matched();
      } else {
        findings.add(at, "required", name + " is required");
      }
    }
    for (Value key : object.sortedKeys()) {
      property(schema, name(key), object.required(key), findings, at);
    }
    if (schema.propertyNames != null) {
      for (Value key : object.sortedKeys()) {
        Findings found = apart(schema.propertyNames, key, at);
        if (!found.isValid()) {
          findings.add(
              at, "invalid_property_name", "Property name of \"" + name(key) + "\" does not match");
          findings.add(found);
        }
      }
    }
    findings.matched();
  }

  private void property(
      Schema schema, String name, Value value, Findings findings, Findings.Place at) {
    boolean described = schema.properties.stream().anyMatch(one -> one.property.equals(name));
    boolean matched = false;
    for (Map.Entry<Pattern, Schema> pattern : schema.patternProperties.entrySet()) {
      spend.accept(5);
      if (pattern.getKey().matcher(name).find()) {
        matched = true;
        findings.add(apart(pattern.getValue(), value, at.inside(name)));
      }
    }
    if (matched) {
      findings.matched();
    }
    if (described || matched) {
      return;
    }
    if (Boolean.FALSE.equals(schema.additionalProperties)) {
      findings.add(
          at, "additional_property_not_allowed", "Additional property " + name + " is not allowed");
    } else if (schema.additionalPropertySchema != null) {
      findings.add(apart(schema.additionalPropertySchema, value, at.inside(name)));
    }
  }
}
