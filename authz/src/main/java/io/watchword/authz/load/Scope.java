package io.watchword.authz.load;

import io.watchword.authz.rego.Annotations;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Module;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.platform.diagnostics.Diagnostic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `custom.watchword` of a package's METADATA: which decisions the package takes part in, and for
/// which workloads.
///
/// @param layer `connection` or `request`
/// @param selector labels the workload must carry; empty selects all
/// @param at the METADATA comment
record Scope(String layer, Map<String, String> selector, Location at) {

  private static final StringValue WATCHWORD = new StringValue("watchword");

  Scope {
    selector = Map.copyOf(selector);
  }

  /// What `module` says; errors are added to `problems`.
  static Optional<Scope> of(Module module, List<Diagnostic> problems) {
    module
        .rules()
        .forEach(
            rule ->
                rule.annotations().stream()
                    .filter(block -> block.custom().get(WATCHWORD) != null)
                    .forEach(
                        block ->
                            error(
                                module,
                                "`custom.watchword` belongs to the package, so it must stand before"
                                    + " it",
                                block.at(),
                                problems)));
    Optional<Scope> scope = Optional.empty();
    for (Annotations block : module.annotations()) {
      Value found = block.custom().get(WATCHWORD);
      if (found != null) {
        scope = Optional.of(read(module, found, block.at(), problems));
      }
    }
    return scope;
  }

  private static Scope read(
      Module module, Value watchword, Location at, List<Diagnostic> problems) {
    Map<String, String> selector = new HashMap<>();
    String layer = "";
    if (watchword instanceof ObjectValue fields) {
      for (Value key : fields.sortedKeys()) {
        Value field = fields.required(key);
        String name = text(key);
        if (name.equals("layer")) {
          layer = text(field);
        } else if (name.equals("selector") && field instanceof ObjectValue labels) {
          labels
              .sortedKeys()
              .forEach(label -> selector.put(text(label), text(labels.required(label))));
        } else {
          error(
              module,
              "unknown field `" + name + "` in `custom.watchword` (expected: layer, selector)",
              at,
              problems);
        }
      }
    }
    if (layer.isEmpty()) {
      error(
          module,
          "`custom.watchword` names no layer (expected: connection or request)",
          at,
          problems);
      layer = "request";
    }
    return new Scope(layer, selector, at);
  }

  private static String text(Value value) {
    return value instanceof StringValue string ? string.text() : value.toString();
  }

  private static void error(Module module, String message, Location at, List<Diagnostic> problems) {
    problems.add(module.source().error("rego_parse_error", message, at, "in this METADATA", ""));
  }
}
