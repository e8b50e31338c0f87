package io.watchword.authz.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one schema and what it refers to. The order in which keywords are looked at is OPA's, for
/// the first mistake is the one that is told. One schema, one thread.
final class SchemaReader {

  private static final int DEEPEST = 500;
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "null", "object", "string");

  private final SchemaPool pool;
  private final Map<String, Schema> referred = new HashMap<>();
  private final boolean patterns;
  private final Schema root = new Schema("(Root)", null);
  private int depth;

  private SchemaReader(SchemaPool pool, boolean patterns) {
    this.pool = pool;
    this.patterns = patterns;
  }

  static Schema read(Value document, RemoteSchemas remote, boolean patterns) {
    SchemaPool pool = new SchemaPool(remote);
    SchemaPool.Document added = pool.add(document, Url.EMPTY);
    SchemaReader reader = new SchemaReader(pool, patterns);
    reader.root.draft = added.draft().orElse(Draft.HYBRID);
    reader.root.reference = Url.EMPTY;
    reader.root.id = Url.EMPTY;
    reader.read(added.schema(), reader.root);
    return reader.root;
  }

  private void read(Value node, Schema schema) {
    if (++depth > DEEPEST) {
      throw new SchemaException("schema is nested more than " + DEEPEST + " levels deep");
    }
    if (schema.draft == null && schema.parent != null) {
      schema.draft = schema.parent.draft;
    }
    if (node instanceof BooleanValue always && isAtLeast(schema, Draft.DRAFT_6)) {
      schema.always = always.value();
    } else if (node instanceof ObjectValue object) {
      read(new Keywords(object), schema);
    } else {
      throw new SchemaException("Expected: Valid Schema, given: Invalid JSON");
    }
    depth--;
  }

  private static boolean isAtLeast(Schema schema, Draft draft) {
    return schema.draft != null && schema.draft.isAtLeast(draft);
  }

  private void read(Keywords keywords, Schema schema) {
    readId(keywords, schema);
    readDefinitions(keywords, schema);
    keywords.text("title");
    keywords.text("description");
    String reference = keywords.text("$ref");
    if (reference != null && !follow(SchemaPool.url(reference), schema)) {
      return;
    }
    readTypes(keywords, schema);
    readObjectParts(keywords, schema);
    readArrayParts(keywords, schema);
    readNumberLimits(keywords, schema);
    readTextLimits(keywords, schema);
    readObjectLimits(keywords, schema);
    readArrayLimits(keywords, schema);
    readConstants(keywords, schema);
    readCombinations(keywords, schema);
  }

  private void readId(Keywords keywords, Schema schema) {
    if (schema.id == null && schema.parent != null) {
      schema.id = schema.parent.id;
    }
    boolean old =
        schema.draft == Draft.DRAFT_4
            || (schema.draft == Draft.HYBRID && keywords.get("id") != null);
    String text = keywords.text(old ? "id" : "$id");
    if (text == null) {
      return;
    }
    Url id = SchemaPool.url(text);
    Url outer = schema.parent == null ? null : schema.parent.id;
    schema.id = outer == null ? id : outer.resolve(id);
  }

  private void readDefinitions(Keywords keywords, Schema schema) {
    Value definitions = keywords.get("definitions");
    if (definitions == null) {
      return;
    }
    if (!(definitions instanceof ObjectValue object)) {
      throw Keywords.invalidType("Array Of Schemas", "definitions");
    }
    for (Value name : object.sortedKeys()) {
      Value definition = object.required(name);
      if (!isSchema(definition)) {
        throw Keywords.invalidType("Array Of Schemas", "definitions");
      }
      Schema child = new Schema("definitions", schema);
      child.reference = null;
      read(definition, child);
    }
  }

  private static boolean isSchema(Value value) {
    return value instanceof ObjectValue || value instanceof BooleanValue;
  }

  // Whether the keywords beside `$ref` are looked at; they are not the first time.
  private boolean follow(Url reference, Schema schema) {
    schema.reference = reference;
    Schema known = referred.get(reference.toString());
    if (known != null) {
      schema.referred = known;
      return true;
    }
    Schema target = new Schema("$ref", schema);
    referred.put(reference.toString(), target);
    SchemaPool.Document document = pool.find(reference);
    target.id = reference;
    target.draft = document.draft().orElse(null);
    if (!isSchema(document.schema())) {
      throw new SchemaException("Valid Schema must be of type object");
    }
    read(document.schema(), target);
    schema.referred = target;
    return false;
  }

  private static void readTypes(Keywords keywords, Schema schema) {
    Value type = keywords.get("type");
    if (type instanceof StringValue one) {
      addType(schema, one.text());
    } else if (type instanceof ArrayValue several) {
      for (Value item : several.items()) {
        if (!(item instanceof StringValue one)) {
          throw Keywords.invalidType("type", "string/Array Of Strings");
        }
        addType(schema, one.text());
      }
    } else if (type != null) {
      throw Keywords.invalidType("type", "string/Array Of Strings");
    }
  }

  private static void addType(Schema schema, String type) {
    if (!TYPES.contains(type)) {
      throw new SchemaException(
          "has a primitive type that is NOT VALID -- given: /%s/ Expected valid values are:[%s]"
              .formatted(type, String.join(" ", TYPES)));
    }
    if (schema.types.contains(type)) {
      throw new SchemaException(type + " type is duplicated");
    }
    schema.types.add(type);
  }

  private void readObjectParts(Keywords keywords, Schema schema) {
    Value properties = keywords.get("properties");
    if (properties != null) {
      if (!(properties instanceof ObjectValue object)) {
        throw new SchemaException("Properties must be of type object");
      }
      for (Value name : object.sortedKeys()) {
        Schema child = new Schema(((StringValue) name).text(), schema);
        schema.properties.add(child);
        read(object.required(name), child);
      }
    }
    Value additional = keywords.get("additionalProperties");
    if (additional instanceof BooleanValue flag) {
      schema.additionalProperties = flag.value();
    } else if (additional instanceof ObjectValue) {
      schema.additionalPropertySchema = child("additionalProperties", additional, schema);
    } else if (additional != null) {
      throw Keywords.invalidType("boolean/Valid Schema", "additionalProperties");
    }
    readPatternProperties(keywords, schema);
    Value names = keywords.get("propertyNames");
    if (names != null && isAtLeast(schema, Draft.DRAFT_6)) {
      if (!isSchema(names)) {
        throw Keywords.invalidType("Valid Schema", "patternProperties");
      }
      schema.propertyNames = child("propertyNames", names, schema);
    }
    readDependencies(keywords, schema);
  }

  private Schema child(String property, Value node, Schema schema) {
    Schema child = new Schema(property, schema);
    read(node, child);
    return child;
  }

  private void readPatternProperties(Keywords keywords, Schema schema) {
    Value patternProperties = keywords.get("patternProperties");
    if (patternProperties == null) {
      return;
    }
    if (!(patternProperties instanceof ObjectValue object)) {
      throw Keywords.invalidType("Valid Schema", "patternProperties");
    }
    for (Value name : object.sortedKeys()) {
      String text = ((StringValue) name).text();
      Pattern pattern =
          pattern(text)
              .orElseThrow(() -> new SchemaException("Invalid regex pattern '" + text + "'"));
      schema.patternProperties.put(pattern, child(text, object.required(name), schema));
    }
  }

  private static Optional<Pattern> pattern(String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private void readDependencies(Keywords keywords, Schema schema) {
    Value dependencies = keywords.get("dependencies");
    if (dependencies == null) {
      return;
    }
    if (!(dependencies instanceof ObjectValue object)) {
      throw new SchemaException("dependencies must be of type object");
    }
    for (Value name : object.sortedKeys()) {
      String key = ((StringValue) name).text();
      Value dependency = object.required(name);
      if (dependency instanceof ArrayValue array) {
        List<String> names = new ArrayList<>();
        for (Value item : array.items()) {
          if (!(item instanceof StringValue text)) {
            throw wrongDependency();
          }
          names.add(text.text());
        }
        schema.requiredWith.put(key, names);
      } else if (isSchema(dependency)) {
        schema.schemaWith.put(key, child(key, dependency, schema));
      } else {
        throw wrongDependency();
      }
    }
  }

  private static SchemaException wrongDependency() {
    return new SchemaException("Dependency must be of type Schema Or Array Of Strings");
  }

  private void readArrayParts(Keywords keywords, Schema schema) {
    Value items = keywords.get("items");
    if (items instanceof ArrayValue array) {
      for (Value item : array.items()) {
        if (!isSchema(item)) {
          throw Keywords.invalidType("Valid Schema/Array Of Schemas", "items");
        }
        addItem(item, schema);
      }
    } else if (items != null) {
      if (!isSchema(items)) {
        throw Keywords.invalidType("Valid Schema/Array Of Schemas", "items");
      }
      addItem(items, schema);
      schema.oneForAllItems = true;
    }
    Value additional = keywords.get("additionalItems");
    if (additional instanceof BooleanValue flag) {
      schema.additionalItems = flag.value();
    } else if (additional instanceof ObjectValue) {
      schema.additionalItemSchema = child("additionalItems", additional, schema);
    } else if (additional != null) {
      throw Keywords.invalidType("boolean/Valid Schema", "additionalItems");
    }
  }

  private void addItem(Value item, Schema schema) {
    Schema child = new Schema("items", schema);
    schema.items.add(child);
    read(item, child);
  }

  private static void readNumberLimits(Keywords keywords, Schema schema) {
    Value multiple = keywords.get("multipleOf");
    if (multiple != null) {
      if (!(multiple instanceof NumberValue number)) {
        throw Keywords.invalidType("Number", "multipleOf");
      }
      if (number.exact().signum() <= 0) {
        throw new SchemaException("multipleOf must be strictly greater than 0");
      }
      schema.multipleOf = number.exact();
    }
    schema.minimum = keywords.number("minimum");
    if (exclusive(keywords, schema, "exclusiveMinimum", "minimum")) {
      schema.aboveMinimum = schema.minimum;
      schema.minimum = null;
    } else if (keywords.get("exclusiveMinimum") instanceof NumberValue number) {
      schema.aboveMinimum = number.exact();
    }
    schema.maximum = keywords.number("maximum");
    if (exclusive(keywords, schema, "exclusiveMaximum", "maximum")) {
      schema.belowMaximum = schema.maximum;
      schema.maximum = null;
    } else if (keywords.get("exclusiveMaximum") instanceof NumberValue number) {
      schema.belowMaximum = number.exact();
    }
  }

  // Whether the plain limit is the exclusive one: draft 4 says so by a boolean.
  private static boolean exclusive(Keywords keywords, Schema schema, String name, String plain) {
    Value value = keywords.get(name);
    if (value == null) {
      return false;
    }
    boolean old = schema.draft == Draft.DRAFT_4;
    boolean both = schema.draft == Draft.HYBRID;
    if (value instanceof BooleanValue flag && (old || both)) {
      if (keywords.get(plain) == null) {
        throw new SchemaException(name + " cannot be used without " + plain);
      }
      return flag.value();
    }
    if (!(value instanceof NumberValue) || old) {
      throw Keywords.invalidType(old ? "boolean" : both ? "boolean/number" : "number", name);
    }
    return false;
  }

  private void readTextLimits(Keywords keywords, Schema schema) {
    schema.minLength = keywords.count("minLength");
    schema.maxLength = keywords.count("maxLength");
    if (isOver(schema.minLength, schema.maxLength)) {
      throw new SchemaException("minLength cannot be greater than maxLength");
    }
    String pattern = keywords.text("pattern");
    if (pattern != null && patterns) {
      schema.pattern =
          pattern(pattern).orElseThrow(() -> new SchemaException("pattern must be a valid regex"));
    }
    String format = keywords.text("format");
    schema.format = format == null ? "" : format;
  }

  private static boolean isOver(@Nullable Long least, @Nullable Long most) {
    return least != null && most != null && least > most;
  }

  private static void readObjectLimits(Keywords keywords, Schema schema) {
    schema.minProperties = keywords.count("minProperties");
    schema.maxProperties = keywords.count("maxProperties");
    if (isOver(schema.minProperties, schema.maxProperties)) {
      throw new SchemaException("minProperties cannot be greater than maxProperties");
    }
    for (Value name : keywords.list("required")) {
      if (!(name instanceof StringValue text)) {
        throw Keywords.invalidType("string", "required");
      }
      if (schema.required.contains(text.text())) {
        throw new SchemaException("required items must be unique");
      }
      schema.required.add(text.text());
    }
  }

  private void readArrayLimits(Keywords keywords, Schema schema) {
    schema.minItems = keywords.count("minItems");
    schema.maxItems = keywords.count("maxItems");
    schema.uniqueItems = keywords.flag("uniqueItems");
    Value contains = keywords.get("contains");
    if (contains != null && isAtLeast(schema, Draft.DRAFT_6)) {
      schema.contains = child("contains", contains, schema);
    }
  }

  private static void readConstants(Keywords keywords, Schema schema) {
    Value constant = keywords.get("const");
    if (constant != null && isAtLeast(schema, Draft.DRAFT_6)) {
      schema.constant = CanonicalJson.of(constant);
    }
    if (keywords.get("enum") == null) {
      return;
    }
    List<String> allowed = new ArrayList<>();
    for (Value value : keywords.list("enum")) {
      String text = CanonicalJson.of(value);
      if (allowed.contains(text)) {
        throw new SchemaException("enum items must be unique");
      }
      allowed.add(text);
    }
    schema.allowed = allowed;
  }

  private void readCombinations(Keywords keywords, Schema schema) {
    readAll(keywords, "oneOf", schema, schema.oneOf);
    readAll(keywords, "anyOf", schema, schema.anyOf);
    readAll(keywords, "allOf", schema, schema.allOf);
    schema.not = optional(keywords, "not", schema);
    if (isAtLeast(schema, Draft.DRAFT_7)) {
      schema.condition = optional(keywords, "if", schema);
      schema.then = optional(keywords, "then", schema);
      schema.otherwise = optional(keywords, "else", schema);
    }
  }

  private void readAll(Keywords keywords, String name, Schema schema, List<Schema> into) {
    for (Value node : keywords.list(name)) {
      Schema child = new Schema(name, schema);
      into.add(child);
      read(node, child);
    }
  }

  private @Nullable Schema optional(Keywords keywords, String name, Schema schema) {
    Value node = keywords.get(name);
    if (node == null) {
      return null;
    }
    if (!isSchema(node)) {
      throw new SchemaException(name + " must be of an object");
    }
    return child(name, node, schema);
  }
}
