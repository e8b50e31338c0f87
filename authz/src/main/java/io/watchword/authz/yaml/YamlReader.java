package io.watchword.authz.yaml;

import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Severity;
import io.watchword.platform.diagnostics.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads the AuthorizationPolicies of one YAML file. What we do not enforce is an error: a policy
/// that says more than we do must not pass for enforced. Used for one file, on one thread.
public final class YamlReader {

  private static final List<String> VERSIONS =
      List.of("security.istio.io/v1", "security.istio.io/v1beta1");
  private static final String NOT_YET = "authz/not-enforced-yet";

  private final Source source;
  private final YamlText yaml;
  private final List<Diagnostic> problems;

  private YamlReader(Source source, List<Diagnostic> problems) {
    this.source = source;
    this.yaml = new YamlText(source, problems);
    this.problems = problems;
  }

  /// @param problems where errors and warnings are added
  public static List<YamlPolicy> read(Source source, List<Diagnostic> problems) {
    return new YamlReader(source, problems).read();
  }

  private List<YamlPolicy> read() {
    List<YamlPolicy> policies = new ArrayList<>();
    for (Node document : yaml.documents()) {
      if (!yaml.isNull(document)) {
        policy(document).ifPresent(policies::add);
      }
    }
    return policies;
  }

  private Optional<YamlPolicy> policy(Node document) {
    int before = problems.size();
    Map<String, YamlText.Field> fields = yaml.mapping(document, "a policy document");
    if (fields.isEmpty() || !isAuthorizationPolicy(fields, yaml.at(document))) {
      return Optional.empty();
    }
    yaml.onlyKnown(
        fields, List.of("apiVersion", "kind", "metadata", "spec", "status"), "AuthorizationPolicy");
    Metadata metadata = metadata(fields, yaml.at(document));
    YamlText.Field specField = fields.get("spec");
    Map<String, YamlText.Field> spec =
        specField == null || yaml.isNull(specField.value())
            ? Map.of()
            : yaml.mapping(specField.value(), "`spec`");
    refuse(spec, "targetRef", "attaching a policy by `targetRef`");
    refuse(spec, "targetRefs", "attaching a policy by `targetRefs`");
    refuse(spec, "provider", "external authorization by `provider`");
    yaml.onlyKnown(
        spec,
        List.of("selector", "rules", "action", "targetRef", "targetRefs", "provider"),
        "`spec` of AuthorizationPolicy");
    YamlPolicy.Action action = action(spec);
    Map<String, String> labels = selector(spec);
    RuleTranslator translator =
        new RuleTranslator(source, yaml, metadata.namespace(), metadata.name(), action);
    YamlText.Field rules = spec.get("rules");
    List<Node> items = rules == null || yaml.isNull(rules.value()) ? List.of() : list(rules);
    for (int i = 0; i < items.size(); i++) {
      translator.rule(i, items.get(i));
    }
    if (items.isEmpty() && action == YamlPolicy.Action.DENY) {
      yaml.warning(
          "authz/never-matches",
          "DENY policy `" + metadata.name() + "` has no rules, so it never denies anything",
          metadata.at(),
          "never matches",
          "to deny everything write `rules: [{}]`");
    }
    boolean usable =
        problems.subList(before, problems.size()).stream().noneMatch(YamlReader::isError);
    return usable ? Optional.of(translator.policy(labels, metadata.at())) : Optional.empty();
  }

  private static boolean isError(Diagnostic problem) {
    return problem.severity() == Severity.ERROR;
  }

  private List<Node> list(YamlText.Field rules) {
    if (rules.value() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    return yaml.items(rules);
  }

  private boolean isAuthorizationPolicy(Map<String, YamlText.Field> fields, Location at) {
    Optional<String> version = text(fields, "apiVersion", at);
    Optional<String> kind = text(fields, "kind", at);
    if (version.isEmpty() || kind.isEmpty()) {
      return false;
    }
    YamlText.Field kindField = fields.get("kind");
    Location kindAt = kindField == null ? at : kindField.at();
    boolean istio = version.get().startsWith("security.istio.io/");
    if (istio && List.of("PeerAuthentication", "RequestAuthentication").contains(kind.get())) {
      yaml.error(
          NOT_YET,
          "`" + kind.get() + "` is not enforced yet by this version",
          kindAt,
          "would be ignored",
          kind.get().equals("PeerAuthentication")
              ? "remove it: this mesh always requires mutual TLS, as with mode STRICT"
              : "remove it, and do not rely on request authentication yet");
      return false;
    }
    if (!kind.get().equals("AuthorizationPolicy") || !VERSIONS.contains(version.get())) {
      yaml.error(
          "authz/unknown-kind",
          "`" + kind.get() + "` of `" + version.get() + "` is not a policy of this version",
          kindAt,
          "not supported",
          "expected: kind `AuthorizationPolicy` of `security.istio.io/v1`; keep other objects out"
              + " of the policy folders");
      return false;
    }
    return true;
  }

  private Optional<String> text(Map<String, YamlText.Field> fields, String name, Location at) {
    YamlText.Field field = fields.get(name);
    if (field == null) {
      yaml.error(
          "authz/missing-field",
          "field `" + name + "` is missing",
          at,
          "in this document",
          "add `" + name + ": …`");
      return Optional.empty();
    }
    return yaml.string(field.value(), "`" + name + "`");
  }

  private record Metadata(String namespace, String name, Location at) {}

  private Metadata metadata(Map<String, YamlText.Field> fields, Location at) {
    YamlText.Field field = fields.get("metadata");
    if (field == null) {
      yaml.error(
          "authz/missing-field",
          "field `metadata` is missing",
          at,
          "in this document",
          "add `metadata: {name: …, namespace: …}`");
      return new Metadata("default", "unnamed", at);
    }
    Map<String, YamlText.Field> metadata = yaml.mapping(field.value(), "`metadata`");
    YamlText.Field nameField = metadata.get("name");
    String name = text(metadata, "name", field.at()).orElse("unnamed");
    String namespace =
        metadata.containsKey("namespace")
            ? text(metadata, "namespace", field.at()).orElse("default")
            : "default";
    YamlText.Field annotations = metadata.get("annotations");
    if (annotations != null && !yaml.isNull(annotations.value())) {
      YamlText.Field dryRun =
          yaml.mapping(annotations.value(), "`annotations`").get("istio.io/dry-run");
      if (dryRun != null) {
        yaml.error(
            NOT_YET,
            "`istio.io/dry-run` is not supported yet by this version",
            dryRun.at(),
            "would be enforced",
            "remove the annotation or the policy");
      }
    }
    return new Metadata(namespace, name, nameField == null ? field.at() : nameField.at());
  }

  private void refuse(Map<String, YamlText.Field> spec, String name, String what) {
    YamlText.Field field = spec.get(name);
    if (field != null) {
      yaml.error(
          NOT_YET,
          what + " is not enforced yet by this version",
          field.at(),
          "would be ignored",
          "use `selector.matchLabels`, or remove the policy");
    }
  }

  private YamlPolicy.Action action(Map<String, YamlText.Field> spec) {
    YamlText.Field field = spec.get("action");
    if (field == null) {
      return YamlPolicy.Action.ALLOW;
    }
    String action = yaml.string(field.value(), "`action`").orElse("ALLOW");
    switch (action) {
      case "ALLOW", "DENY" -> {}
      case "AUDIT", "CUSTOM" ->
          yaml.error(
              NOT_YET,
              "action `" + action + "` is not enforced yet by this version",
              field.at(),
              "would be ignored",
              "use ALLOW or DENY, or remove the policy");
      default ->
          yaml.error(
              "authz/invalid-value",
              "unknown action `" + action + "`",
              yaml.at(field.value()),
              "expected: ALLOW or DENY",
              Suggestion.nearest(action, List.of("ALLOW", "DENY"))
                  .map(name -> "did you mean `" + name + "`?")
                  .orElse(""));
    }
    return action.equals("DENY") ? YamlPolicy.Action.DENY : YamlPolicy.Action.ALLOW;
  }

  private Map<String, String> selector(Map<String, YamlText.Field> spec) {
    Map<String, String> labels = new LinkedHashMap<>();
    YamlText.Field selector = spec.get("selector");
    if (selector == null || yaml.isNull(selector.value())) {
      return labels;
    }
    Map<String, YamlText.Field> fields = yaml.mapping(selector.value(), "`selector`");
    yaml.onlyKnown(fields, List.of("matchLabels"), "`selector`");
    YamlText.Field match = fields.get("matchLabels");
    if (match == null || yaml.isNull(match.value())) {
      return labels;
    }
    for (YamlText.Field label : yaml.mapping(match.value(), "`matchLabels`").values()) {
      Optional<String> value = yaml.string(label.value(), "label `" + label.name() + "`");
      value.ifPresent(text -> labels.put(label.name(), text));
      if (value.filter(text -> text.contains("*")).isPresent()) {
        yaml.error(
            "authz/invalid-value",
            "label `" + label.name() + "` has a wildcard, which selectors do not know",
            yaml.at(label.value()),
            "matches literally",
            "name the exact value");
      }
    }
    return labels;
  }
}
