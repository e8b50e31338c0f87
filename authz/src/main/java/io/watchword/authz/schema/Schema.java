package io.watchword.authz.schema;

import com.google.re2j.Pattern;
import io.watchword.authz.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A schema, its keywords read and its references followed. Changed only by who reads it; then
/// thread-safe. Recursive schemas refer to themselves.
public final class Schema {

  final String property;
  final @Nullable Schema parent;
  @Nullable Draft draft;
  @Nullable Url id;
  @Nullable Url reference;
  @Nullable Schema referred;
  // Says yes or no whatever the document.
  @Nullable Boolean always;

  final List<String> types = new ArrayList<>();
  final List<Schema> properties = new ArrayList<>();
  final List<Schema> items = new ArrayList<>();
  boolean oneForAllItems;

  @Nullable BigDecimal multipleOf;
  @Nullable BigDecimal minimum;
  @Nullable BigDecimal maximum;
  @Nullable BigDecimal aboveMinimum;
  @Nullable BigDecimal belowMaximum;
  @Nullable Long minLength;
  @Nullable Long maxLength;
  @Nullable Pattern pattern;
  String format = "";
  @Nullable Long minProperties;
  @Nullable Long maxProperties;
  final List<String> required = new ArrayList<>();
  final Map<String, List<String>> requiredWith = new LinkedHashMap<>();
  final Map<String, Schema> schemaWith = new LinkedHashMap<>();
  @Nullable Boolean additionalProperties;
  @Nullable Schema additionalPropertySchema;
  final Map<Pattern, Schema> patternProperties = new LinkedHashMap<>();
  @Nullable Schema propertyNames;
  @Nullable Long minItems;
  @Nullable Long maxItems;
  boolean uniqueItems;
  @Nullable Schema contains;
  @Nullable Boolean additionalItems;
  @Nullable Schema additionalItemSchema;
  @Nullable String constant;
  @Nullable List<String> allowed;
  final List<Schema> oneOf = new ArrayList<>();
  final List<Schema> anyOf = new ArrayList<>();
  final List<Schema> allOf = new ArrayList<>();
  @Nullable Schema not;
  @Nullable Schema condition;
  @Nullable Schema then;
  @Nullable Schema otherwise;

  Schema(String property, @Nullable Schema parent) {
    this.property = property;
    this.parent = parent;
    this.reference = parent == null ? null : parent.reference;
  }

  /// Reads a schema.
  ///
  /// @param patterns whether `pattern` counts
  /// @throws SchemaException if it is none
  public static Schema compile(Value schema, RemoteSchemas remote, boolean patterns) {
    return SchemaReader.read(schema, remote, patterns);
  }

  /// The key that it stands under.
  public String property() {
    return property;
  }

  /// What `type` says, in its order.
  public List<String> types() {
    return List.copyOf(types);
  }

  public List<Schema> properties() {
    return List.copyOf(properties);
  }

  public List<Schema> items() {
    return List.copyOf(items);
  }

  /// Whether `items` is one schema for all of them.
  public boolean isOneForAllItems() {
    return oneForAllItems;
  }

  public List<Schema> anyOf() {
    return List.copyOf(anyOf);
  }

  public List<Schema> allOf() {
    return List.copyOf(allOf);
  }

  /// What `$ref` leads to.
  public Optional<Schema> referred() {
    return Optional.ofNullable(referred);
  }

  /// What `$ref` says, complete.
  public String reference() {
    return reference == null ? "" : reference.toString();
  }

  /// `type` as messages show it.
  static String text(List<String> types) {
    return switch (types.size()) {
      case 0 -> "Undefined";
      case 1 -> types.getFirst();
      default -> "[" + String.join(",", types) + "]";
    };
  }
}
