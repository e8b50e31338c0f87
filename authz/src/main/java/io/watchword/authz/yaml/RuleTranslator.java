package io.watchword.authz.yaml;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.rego.Source;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.BooleanValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Translates the rules of one AuthorizationPolicy to a module. Rule 0 becomes `r0`, its sources
/// `r0_from` (one definition each), its operations `r0_to`, and each field of them a rule of its
/// own, so that an explanation can ask for it alone. Used for one policy, on one thread.
///
/// On a connection that is no HTTP, an ALLOW rule with an attribute of HTTP can't match, while a
/// DENY rule loses the attribute and denies more, as Istio does: for that there is `r0_connection`
/// beside `r0`.
final class RuleTranslator {

  private static final List<String> NOT_YET_SOURCE =
      List.of(
          "requestPrincipals",
          "notRequestPrincipals",
          "ipBlocks",
          "notIpBlocks",
          "remoteIpBlocks",
          "notRemoteIpBlocks");

  private final Source source;
  private final YamlText yaml;
  private final String namespace;
  private final String name;
  private final YamlPolicy.Action action;
  private final List<Rule> rules = new ArrayList<>();
  private final List<YamlPolicy.YamlRule> translated = new ArrayList<>();

  RuleTranslator(
      Source source, YamlText yaml, String namespace, String name, YamlPolicy.Action action) {
    this.source = source;
    this.yaml = yaml;
    this.namespace = namespace;
    this.name = name;
    this.action = action;
  }

  YamlPolicy policy(Map<String, String> labels, Location at) {
    Module module =
        new Module(source, RegoVersion.V1, path(), at, List.of(), rules, List.of(), List.of());
    return new YamlPolicy(namespace, name, action, labels, translated, module, at);
  }

  private List<String> path() {
    return List.of("watchword", "istio", namespace, name);
  }

  void rule(int index, Node node) {
    if (yaml.isNull(node)) {
      yaml.error(
          "authz/invalid-value",
          "rule " + (index + 1) + " is empty",
          yaml.at(node),
          "no rule",
          "write `{}` for a rule that matches everything, or remove the item");
      return;
    }
    Location at = yaml.at(node);
    Map<String, YamlText.Field> fields = yaml.mapping(node, "a rule");
    YamlText.Field when = fields.get("when");
    if (when != null) {
      yaml.error(
          "authz/not-enforced-yet",
          "`when` is not enforced yet by this version",
          when.at(),
          "would be ignored",
          "use `from` and `to`, or write the rule in Rego");
    }
    yaml.onlyKnown(fields, List.of("from", "to", "when"), "a rule");
    String rule = "r" + index;
    List<List<Condition>> from = alternatives(fields.get("from"), "source", rule + "_s");
    List<List<Condition>> to = alternatives(fields.get("to"), "operation", rule + "_o");
    emit(rule, from, to, fields, at);
    translated.add(
        new YamlPolicy.YamlRule(
            namespace + "/" + name + "#" + index,
            function(rule),
            connectionRule(rule, from, to, fields, at),
            from,
            to,
            at));
  }

  private String function(String rule) {
    List<String> whole = new ArrayList<>(path());
    whole.add(rule);
    return "g0." + RulePath.name(whole);
  }

  private Optional<String> connectionRule(
      String rule,
      List<List<Condition>> from,
      List<List<Condition>> to,
      Map<String, YamlText.Field> fields,
      Location at) {
    boolean http = to.stream().flatMap(List::stream).anyMatch(c -> c.attribute().httpOnly());
    if (!http) {
      return Optional.of(function(rule));
    }
    if (action == YamlPolicy.Action.ALLOW) {
      return Optional.empty();
    }
    List<List<Condition>> wider =
        to.stream()
            .map(each -> each.stream().filter(c -> !c.attribute().httpOnly()).toList())
            .toList();
    emit(rule + "_connection", from, wider, fields, at);
    return Optional.of(function(rule + "_connection"));
  }

  private void emit(
      String rule,
      List<List<Condition>> from,
      List<List<Condition>> to,
      Map<String, YamlText.Field> fields,
      Location at) {
    List<Expr> body = new ArrayList<>();
    if (!from.isEmpty()) {
      Location fromAt = at(fields, "from", at);
      from.forEach(each -> rules.add(Ast.rule(rule + "_from", conditions(each, fromAt), fromAt)));
      body.add(Ast.holds(Ast.variable(rule + "_from", fromAt), fromAt));
    }
    if (!to.isEmpty()) {
      Location toAt = at(fields, "to", at);
      to.forEach(each -> rules.add(Ast.rule(rule + "_to", conditions(each, toAt), toAt)));
      body.add(Ast.holds(Ast.variable(rule + "_to", toAt), toAt));
    }
    if (body.isEmpty()) {
      body.add(Ast.holds(new Term.Scalar(BooleanValue.TRUE, at), at));
    }
    rules.add(Ast.rule(rule, body, at));
  }

  private static Location at(Map<String, YamlText.Field> fields, String name, Location rule) {
    YamlText.Field field = fields.get(name);
    return field == null ? rule : field.at();
  }

  private static List<Expr> conditions(List<Condition> conditions, Location at) {
    if (conditions.isEmpty()) {
      return List.of(Ast.holds(new Term.Scalar(BooleanValue.TRUE, at), at));
    }
    List<Expr> body = new ArrayList<>();
    for (Condition condition : conditions) {
      String rule = condition.function().substring(condition.function().lastIndexOf('.') + 1);
      Term matches = Ast.variable(rule, condition.at());
      body.add(
          condition.negated()
              ? Ast.fails(matches, condition.at())
              : Ast.holds(matches, condition.at()));
    }
    return body;
  }

  private List<List<Condition>> alternatives(
      YamlText.@Nullable Field field, String inner, String prefix) {
    List<List<Condition>> alternatives = new ArrayList<>();
    if (field == null) {
      return alternatives;
    }
    List<Node> items = yaml.items(field);
    for (int i = 0; i < items.size(); i++) {
      String where = "an item of `" + field.name() + "`";
      Map<String, YamlText.Field> wrapper = yaml.mapping(items.get(i), where);
      yaml.onlyKnown(wrapper, List.of(inner), where);
      YamlText.Field wrapped = wrapper.get(inner);
      if (wrapped == null || yaml.isNull(wrapped.value())) {
        yaml.error(
            "authz/missing-field",
            where + " has no `" + inner + "`",
            yaml.at(items.get(i)),
            "expected: `" + inner + ": {…}`",
            "to match everything leave `" + field.name() + "` out");
        continue;
      }
      alternatives.add(conditions(wrapped, prefix + i));
    }
    return alternatives;
  }

  private List<Condition> conditions(YamlText.Field wrapped, String prefix) {
    boolean isSource = wrapped.name().equals("source");
    Map<String, YamlText.Field> fields = yaml.mapping(wrapped.value(), "`" + wrapped.name() + "`");
    List<String> known = new ArrayList<>();
    for (Attribute attribute : Attribute.values()) {
      if (isSource == attribute.inputPath().get(0).equals("source")) {
        known.add(attribute.field());
        known.add(attribute.negatedField());
      }
    }
    List<String> all = new ArrayList<>(known);
    if (isSource) {
      all.addAll(NOT_YET_SOURCE);
    }
    yaml.onlyKnown(fields, all, "`" + wrapped.name() + "`");
    if (fields.isEmpty()) {
      yaml.error(
          "authz/missing-field",
          "`" + wrapped.name() + "` is empty",
          wrapped.at(),
          "says nothing",
          "name at least one of: " + String.join(", ", known));
    }
    if (isSource) {
      checkServiceAccounts(fields);
    }
    List<Condition> conditions = new ArrayList<>();
    for (YamlText.Field field : fields.values()) {
      if (NOT_YET_SOURCE.contains(field.name()) && isSource) {
        yaml.error(
            "authz/not-enforced-yet",
            "`" + field.name() + "` is not enforced yet by this version",
            field.at(),
            "would be ignored",
            "use principals or namespaces, or remove the rule");
      } else if (known.contains(field.name())) {
        Attribute attribute = Attribute.of(field.name()).orElseThrow();
        conditions.add(condition(attribute, field, prefix));
      }
    }
    return conditions;
  }

  private void checkServiceAccounts(Map<String, YamlText.Field> fields) {
    YamlText.Field accounts = fields.get("serviceAccounts");
    if (accounts != null
        && (fields.containsKey("principals") || fields.containsKey("namespaces"))) {
      yaml.error(
          "authz/invalid-value",
          "`serviceAccounts` cannot stand beside `principals` or `namespaces`",
          accounts.at(),
          "here",
          "write two sources");
    }
  }

  private Condition condition(Attribute attribute, YamlText.Field field, String prefix) {
    boolean negated = !field.name().equals(attribute.field());
    String rule = prefix + "_" + field.name();
    List<String> values = new ArrayList<>();
    Patterns patterns = new Patterns(attribute, namespace, yaml);
    for (Node item : yaml.items(field)) {
      yaml.string(item, "a value of `" + field.name() + "`")
          .ifPresent(
              value -> {
                values.add(value);
                patterns.add(value, yaml.at(item));
              });
    }
    rules.addAll(patterns.rules(rule, field.at()));
    return new Condition(attribute, values, negated, function(rule), field.at());
  }
}
