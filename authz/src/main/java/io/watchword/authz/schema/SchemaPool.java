package io.watchword.authz.schema;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The documents of one compilation, by URL and by `$id`. One compilation, one thread.
final class SchemaPool {

  private static final Set<String> OF_NAMES =
      Set.of("properties", "dependencies", "patternProperties");
  private static final int DEEPEST = 500;

  private final Map<String, Document> documents = new HashMap<>();
  private final RemoteSchemas remote;

  SchemaPool(RemoteSchemas remote) {
    this.remote = remote;
  }

  record Document(Value schema, Optional<Draft> draft) {}

  /// @throws SchemaException if the text is no URL
  static Url url(String text) {
    return Url.parse(text)
        .orElseThrow(
            () ->
                new SchemaException(
                    "parse \"%s\": invalid URL%s"
                        .formatted(
                            text,
                            Url.badEscape(text)
                                .map(escape -> " escape \"" + escape + "\"")
                                .orElse(""))));
  }

  /// Adds a document and all in it that has an `$id`; the same with absolute `$ref`s.
  Document add(Value schema, Url at) {
    String name = at.toString();
    if (documents.containsKey(name)) {
      throw exists(name);
    }
    Optional<Draft> draft = Draft.of(schema);
    Document document = new Document(absolute(schema, at, draft, 0), draft);
    documents.put(name, document);
    return document;
  }

  private static SchemaException exists(String name) {
    return new SchemaException("Reference already exists: \"" + name + "\"");
  }

  private Value absolute(Value node, Url base, Optional<Draft> draft, int depth) {
    if (depth > DEEPEST) {
      throw new SchemaException("schema is nested more than " + DEEPEST + " levels deep");
    }
    return switch (node) {
      case ArrayValue array -> {
        ArrayValue copy = ArrayValue.growing(array.items().size());
        array.items().forEach(item -> copy.append(absolute(item, base, draft, depth + 1)));
        yield copy;
      }
      case ObjectValue object -> absoluteObject(object, base, draft, depth + 1);
      case SetValue s -> s;
      case NullValue n -> n;
      case BooleanValue b -> b;
      case NumberValue n -> n;
      case StringValue s -> s;
    };
  }

  private ObjectValue absoluteObject(
      ObjectValue object, Url outer, Optional<Draft> draft, int depth) {
    Url base = outer;
    Value id = object.get(new StringValue("id"));
    if (id == null) {
      id = object.get(new StringValue("$id"));
    }
    Optional<Url> own =
        id instanceof StringValue text
            ? Url.parse(text.text()).map(outer::resolve)
            : Optional.empty();
    if (own.isPresent()) {
      base = own.get();
      if (documents.containsKey(base.toString())) {
        throw exists(base.toString());
      }
      // Taken now, so that a second one of this name is found inside as well.
      documents.put(base.toString(), new Document(object, draft));
    }
    TableValue copy = TableValue.growing();
    for (Value key : object.sortedKeys()) {
      copy.put(key, member(key, object.required(key), base, draft, depth));
    }
    if (own.isPresent()) {
      documents.put(base.toString(), new Document(copy, draft));
    }
    return copy;
  }

  private Value member(Value key, Value value, Url base, Optional<Draft> draft, int depth) {
    String name = key instanceof StringValue text ? text.text() : "";
    if (name.equals("$ref") && value instanceof StringValue reference) {
      return Url.parse(reference.text())
          .<Value>map(url -> new StringValue(base.resolve(url).toString()))
          .orElse(value);
    }
    // Constants are taken by their letters.
    if (name.equals("const") || name.equals("enum")) {
      return value;
    }
    // Names of properties are no keywords, whatever they are.
    if (OF_NAMES.contains(name) && value instanceof ObjectValue children) {
      TableValue copy = TableValue.growing();
      for (Value child : children.sortedKeys()) {
        copy.put(child, absolute(children.required(child), base, draft, depth + 1));
      }
      return copy;
    }
    return absolute(value, base, draft, depth);
  }

  /// What `reference` leads to.
  ///
  /// @throws SchemaException if it leads nowhere, or where nothing may be read
  Document find(Url reference) {
    Document known = documents.get(reference.toString());
    if (known != null) {
      return known;
    }
    Document whole = documents.get(reference.document().toString());
    if (whole == null) {
      if (!reference.isCanonical()) {
        throw new SchemaException("Reference " + reference + " must be canonical");
      }
      whole = add(read(reference), reference.document());
    }
    return new Document(JsonPointer.get(whole.schema(), reference.pointer()), whole.draft());
  }

  private Value read(Url reference) {
    String url = reference.document().toString();
    for (Draft draft : Draft.values()) {
      if (draft.url().equals(url)) {
        return MetaSchemas.of(draft);
      }
    }
    return remote.read(url);
  }
}
