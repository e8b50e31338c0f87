package io.watchword.authz.rego;

import io.watchword.authz.rego.Annotations.Schema;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the YAML of one METADATA block.
final class MetadataYaml {

  private final Location at;
  private final ParserSettings settings;

  MetadataYaml(Location at, ParserSettings settings) {
    this.at = at;
    this.settings = settings;
  }

  /// @throws MetadataException saying what is wrong
  AnnotationBlock read(String text) {
    YamlFields yaml = YamlFields.read(text);
    Map<String, Value> fields = new LinkedHashMap<>();
    putText(fields, "title", yaml);
    boolean entrypoint = yaml.bool("entrypoint");
    if (entrypoint) {
      fields.put("entrypoint", BooleanValue.TRUE);
    }
    putText(fields, "description", yaml);
    putList(fields, "organizations", new ArrayList<>(yaml.strings("organizations")));
    List<Value> resources = new ArrayList<>();
    for (Value resource : yaml.list("related_resources")) {
      resources.add(MetadataParties.relatedResource(resource));
    }
    putList(fields, "related_resources", resources);
    List<Schema> schemas = new ArrayList<>();
    for (ObjectValue pair : yaml.objects("schemas")) {
      schemas.add(schema(pair));
    }
    putList(fields, "schemas", schemas.stream().map(SchemaDocument::of).toList());
    List<Value> authors = new ArrayList<>();
    for (Value author : yaml.list("authors")) {
      authors.add(MetadataParties.author(author));
    }
    putList(fields, "authors", authors);
    yaml.object("compile").ifPresent(this::checkCompile);
    yaml.object("custom").filter(it -> it.size() > 0).ifPresent(it -> fields.put("custom", it));
    yaml.object("labels").filter(it -> it.size() > 0).ifPresent(it -> fields.put("labels", it));
    return new AnnotationBlock(at, yaml.text("scope"), entrypoint, schemas, fields);
  }

  private static void putText(Map<String, Value> fields, String name, YamlFields yaml) {
    String text = yaml.text(name);
    if (!text.isEmpty()) {
      fields.put(name, new StringValue(text));
    }
  }

  private static void putList(Map<String, Value> fields, String name, List<Value> items) {
    if (!items.isEmpty()) {
      fields.put(name, YamlFields.array(items));
    }
  }

  private Schema schema(ObjectValue pair) {
    String path = "";
    Value declared = new StringValue("");
    for (Value key : pair.sortedKeys()) {
      path = key instanceof StringValue name ? name.text() : key.toString();
      declared = pair.required(key);
      break;
    }
    List<String> about =
        reference(path).orElseThrow(() -> new MetadataException("invalid document reference", -1));
    if (declared instanceof StringValue name) {
      List<String> reference =
          term(name.text())
              .flatMap(MetadataYaml::strings)
              .filter(it -> it.getFirst().equals("schema"))
              .orElseThrow(() -> new MetadataException("invalid schema reference", -1));
      return new Schema(about, Optional.of(reference), Optional.empty());
    }
    if (declared instanceof ObjectValue definition) {
      return new Schema(about, Optional.empty(), Optional.of(definition));
    }
    throw new MetadataException("invalid schema declaration for path \"" + path + "\"", -1);
  }

  private void checkCompile(ObjectValue compile) {
    Value unknowns = compile.get(new StringValue("unknowns"));
    for (Value unknown : YamlFields.items(unknowns == null ? TableValue.of(Map.of()) : unknowns)) {
      if (unknown instanceof StringValue text && reference(text.text()).isEmpty()) {
        throw new MetadataException(
            "invalid unknowns element \"" + text.text() + "\": not a reference", -1);
      }
    }
    Value mask = compile.get(new StringValue("mask_rule"));
    if (mask instanceof StringValue text && term(text.text()).isEmpty()) {
      throw new MetadataException(
          "invalid mask_rule annotation \"" + text.text() + "\": not a reference", -1);
    }
  }

  private Optional<Term> term(String text) {
    ParserSettings plain =
        new ParserSettings(
            settings.version(), settings.capabilities(), settings.active(), false, 100);
    return RegoParser.term(Source.of(at.file(), text), plain, new ArrayList<>());
  }

  // A bare name is a reference only if it is a root document.
  private Optional<List<String>> reference(String text) {
    return term(text)
        .filter(
            it -> it instanceof Term.Ref || it instanceof Term.Var name && Memberships.isRoot(name))
        .flatMap(MetadataYaml::strings);
  }

  private static Optional<List<String>> strings(Term term) {
    List<String> parts = new ArrayList<>();
    if (term instanceof Term.Var name) {
      parts.add(name.name());
      return Optional.of(parts);
    }
    if (!(term instanceof Term.Ref ref) || !(ref.head() instanceof Term.Var head)) {
      return Optional.empty();
    }
    parts.add(head.name());
    for (Term part : ref.path()) {
      parts.add(
          part instanceof Term.Scalar scalar && scalar.value() instanceof StringValue text
              ? text.text()
              : TermText.of(part));
    }
    return Optional.of(parts);
  }
}
