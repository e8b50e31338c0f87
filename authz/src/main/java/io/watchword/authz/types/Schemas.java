package io.watchword.authz.types;

import io.watchword.authz.rego.Annotations;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
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

/// The types that `schemas` annotations give to documents. One check, one thread.
final class Schemas {

  private final TypeSettings settings;
  private final AnnotationIndex index;
  private final Map<List<String>, Type> byReference = new HashMap<>();

  Schemas(TypeSettings settings, AnnotationIndex index) {
    this.settings = settings;
    this.index = index;
  }

  /// A document's type inside one rule.
  ///
  /// @param path from `input` or `data` on
  record Given(List<Term> path, Type type) {

    /// Puts it over what else is known of the document there.
    void into(Environment environment) {
      for (int length = 1; length < path.size(); length++) {
        Type known = environment.reference(path.subList(0, length));
        if (!(known instanceof Type.Unknown)) {
          environment.put(
              path.subList(0, length), over(known, path.subList(length, path.size()), type));
          return;
        }
      }
      environment.put(path, type);
    }

    private static Type over(Type known, List<Term> path, Type type) {
      if (path.isEmpty()) {
        return type;
      }
      if (!(Types.unwrap(known) instanceof Type.ObjectOf object)) {
        return chain(path, type, Optional.of(new Type.Rest(Type.ANY, Type.ANY)));
      }
      Value first = Constants.value(path.getFirst()).orElseThrow();
      List<Type.Property> properties = new ArrayList<>();
      boolean found = false;
      for (Type.Property property : object.fixed()) {
        boolean here = property.key().equals(first);
        found |= here;
        properties.add(
            here
                ? new Type.Property(
                    first, over(property.value(), path.subList(1, path.size()), type))
                : property);
      }
      if (!found) {
        properties.addAll(chain(path, type, object.rest()).fixed());
      }
      return Types.objectOf(properties, object.rest());
    }

    private static Type.ObjectOf chain(List<Term> path, Type type, Optional<Type.Rest> rest) {
      Type value = path.size() == 1 ? type : chain(path.subList(1, path.size()), type, rest);
      Value key = Constants.value(path.getFirst()).orElseThrow();
      return new Type.ObjectOf(List.of(new Type.Property(key, value)), rest);
    }
  }

  /// What annotations say about documents inside a rule; what is wrong with them is added to
  /// `problems`.
  List<Given> of(Definition definition, Rule rule, List<Problem> problems) {
    List<Given> given = new ArrayList<>();
    for (Annotations.Schema schema : index.of(definition, rule)) {
      try {
        type(schema).ifPresent(type -> given.add(new Given(path(schema, rule.at()), type)));
      } catch (SchemaException e) {
        problems.add(
            new Problem(
                e.reason(),
                rule.at(),
                "needs this schema",
                "correct the schema, or what `schemas` of a METADATA block says",
                false));
      }
    }
    return given;
  }

  private Optional<Type> type(Annotations.Schema schema) {
    if (schema.reference().isEmpty()) {
      return schema.definition().map(this::read);
    }
    if (settings.schemas().isEmpty()) {
      return Optional.empty();
    }
    List<String> reference = schema.reference().get();
    Type known = byReference.get(reference);
    if (known == null) {
      Value text =
          settings
              .schemas()
              .find(reference)
              .orElseThrow(
                  () ->
                      new SchemaException(
                          "undefined schema: " + TermText.of(reference(reference, NOWHERE))));
      known = read(text);
      byReference.put(reference, known);
    }
    return Optional.of(known);
  }

  private static final Location NOWHERE = new Location("", 1, 1, 0);

  private Type read(Value schema) {
    return SchemaTypes.of(schema, settings);
  }

  private static List<Term> path(Annotations.Schema schema, Location at) {
    return Environment.parts(reference(schema.path(), at));
  }

  private static Term.Ref reference(List<String> path, Location at) {
    return new Term.Ref(
        new Term.Var(path.getFirst(), at),
        path.stream()
            .skip(1)
            .map(part -> (Term) new Term.Scalar(new StringValue(part), at))
            .toList(),
        at);
  }
}
