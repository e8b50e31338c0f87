package io.watchword.authz.types;

import io.watchword.authz.schema.Schema;
import io.watchword.authz.schema.SchemaException;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// JSON schemas as types. What a type cannot say, such as `pattern` or `oneOf`, is left out. One
/// schema, one thread.
final class SchemaTypes {

  private static final String CANNOT_MERGE = "unable to merge these schemas";

  private final Map<String, Definition> definitions = new HashMap<>();

  private SchemaTypes() {}

  /// @throws SchemaException if it is no schema, or none that a type can be made of
  static Type of(Value schema, TypeSettings settings) {
    Schema compiled;
    try {
      compiled = Schema.compile(schema, settings.remote(), false);
    } catch (SchemaException e) {
      throw new SchemaException("unable to compile the schema: " + e.reason(), e);
    }
    try {
      return new SchemaTypes().type(compiled);
    } catch (SchemaException e) {
      throw new SchemaException("type checking: " + e.reason(), e);
    }
  }

  /// A referenced schema that is being read or has been.
  private static final class Definition {
    private @Nullable Type type;
    private Type.@Nullable Recursive recursive;
  }

  /// What of a schema makes its type. Merging works on shapes, never on the schemas themselves.
  private record Shape(
      List<String> types,
      List<Schema> properties,
      List<Schema> items,
      boolean oneForAllItems,
      List<Schema> anyOf,
      List<Schema> allOf,
      Optional<Schema> referred,
      String reference) {

    static Shape of(Schema schema) {
      return new Shape(
          schema.types(),
          schema.properties(),
          schema.items(),
          schema.isOneForAllItems(),
          schema.anyOf(),
          schema.allOf(),
          schema.referred(),
          schema.reference());
    }

    Shape withoutAnyOf() {
      return new Shape(
          types, properties, items, oneForAllItems, List.of(), allOf, referred, reference);
    }

    Shape withoutAllOf() {
      return new Shape(
          types, properties, items, oneForAllItems, anyOf, List.of(), referred, reference);
    }

    /// The same; one with properties is an object, one with items an array.
    Shape typed() {
      String implied = !properties.isEmpty() ? "object" : !items.isEmpty() ? "array" : "";
      if (implied.isEmpty() || types.contains(implied)) {
        return this;
      }
      List<String> more = new ArrayList<>(types);
      more.add(implied);
      return new Shape(more, properties, items, oneForAllItems, anyOf, allOf, referred, reference);
    }

    boolean is(String type) {
      return types.contains(type);
    }
  }

  private Type type(Schema schema) {
    return schema.referred().isPresent() ? referred(schema) : type(Shape.of(schema));
  }

  private Type referred(Schema schema) {
    String name = schema.reference();
    Definition known = definitions.get(name);
    if (known == null) {
      known = new Definition();
      definitions.put(name, known);
      known.type = type(schema.referred().orElseThrow());
      if (known.recursive != null) {
        known.recursive.bind(known.type);
      }
      return known.type;
    }
    if (known.type != null) {
      return known.type;
    }
    if (known.recursive == null) {
      known.recursive = new Type.Recursive(name);
    }
    return known.recursive;
  }

  private Type type(Shape shape) {
    if (!shape.anyOf().isEmpty()) {
      return anyOf(shape);
    }
    if (!shape.allOf().isEmpty()) {
      return allOf(shape);
    }
    Shape typed = shape.types().isEmpty() ? shape.typed() : shape;
    if (typed.is("boolean")) {
      return Type.Scalar.BOOLEAN;
    }
    if (typed.is("string")) {
      return Type.Scalar.STRING;
    }
    if (typed.is("integer") || typed.is("number")) {
      return Type.Scalar.NUMBER;
    }
    if (typed.is("object")) {
      return object(typed);
    }
    return typed.is("array") ? array(typed) : Type.ANY;
  }

  private Type object(Shape shape) {
    if (shape.properties().isEmpty()) {
      return Type.ObjectOf.many(Type.ANY, Type.ANY);
    }
    List<Type.Property> properties = new ArrayList<>();
    for (Schema property : shape.properties()) {
      properties.add(new Type.Property(new StringValue(property.property()), type(property)));
    }
    return Types.objectOf(properties, Optional.empty());
  }

  private Type array(Shape shape) {
    if (shape.items().isEmpty()) {
      return Type.ArrayOf.many(Type.ANY);
    }
    if (shape.oneForAllItems()) {
      return Type.ArrayOf.many(type(shape.items().getFirst()));
    }
    return new Type.ArrayOf(shape.items().stream().map(this::type).toList(), Type.UNKNOWN);
  }

  private Type anyOf(Shape shape) {
    Type union = Type.UNKNOWN;
    if (!shape.types().isEmpty()
        && type(shape.withoutAnyOf()) instanceof Type.ObjectOf core
        && core.rest().isEmpty()) {
      union = core;
    }
    for (Schema one : shape.anyOf()) {
      union = Types.or(type(one), union);
    }
    return union;
  }

  private Type allOf(Shape shape) {
    List<Shape> parts = new ArrayList<>();
    for (Schema one : shape.allOf()) {
      Schema part = one;
      while (part.referred().isPresent()) {
        part = part.referred().get();
      }
      boolean onlyAnyOf =
          part.types().isEmpty()
              && !part.anyOf().isEmpty()
              && part.properties().isEmpty()
              && part.items().isEmpty();
      if (!onlyAnyOf) {
        parts.add(Shape.of(part));
      }
    }
    if (parts.isEmpty()) {
      return Type.ANY;
    }
    Shape merged = merge(parts);
    if (shape.types().isEmpty()) {
      return type(merged);
    }
    boolean both =
        (shape.is("object") && merged.is("object")) || (shape.is("array") && merged.is("array"));
    if (both) {
      return type(merge(List.of(merged, shape.withoutAllOf())));
    }
    if (!shape.types().equals(merged.types())) {
      throw new SchemaException(CANNOT_MERGE);
    }
    return type(merged);
  }

  private static Shape merge(List<Shape> shapes) {
    Shape result = shapes.getFirst().typed();
    for (Shape next : shapes.subList(1, shapes.size())) {
      result = merge(result, next.typed());
    }
    return result;
  }

  private static Shape merge(Shape a, Shape b) {
    if (!a.types().equals(b.types())) {
      throw new SchemaException(
          "%s: type mismatch: %s and %s".formatted(CANNOT_MERGE, text(a.types()), text(b.types())));
    }
    if (a.is("object") && !a.properties().isEmpty() && !b.properties().isEmpty()) {
      List<Schema> properties = new ArrayList<>(a.properties());
      properties.addAll(b.properties());
      return new Shape(
          a.types(),
          properties,
          a.items(),
          a.oneForAllItems(),
          a.anyOf(),
          a.allOf(),
          a.referred(),
          a.reference());
    }
    if (a.is("array") && !a.items().isEmpty() && !b.items().isEmpty()) {
      List<Schema> items = new ArrayList<>(a.items());
      for (int i = 0; i < b.items().size(); i++) {
        if (i >= items.size()) {
          items.add(b.items().get(i));
        }
        if (!items.get(i).types().equals(b.items().get(i).types())) {
          throw new SchemaException(CANNOT_MERGE);
        }
      }
      return new Shape(
          a.types(),
          a.properties(),
          items,
          a.oneForAllItems(),
          a.anyOf(),
          a.allOf(),
          a.referred(),
          a.reference());
    }
    return a;
  }

  private static String text(List<String> types) {
    return switch (types.size()) {
      case 0 -> "Undefined";
      case 1 -> types.getFirst();
      default -> "[" + String.join(",", types) + "]";
    };
  }
}
