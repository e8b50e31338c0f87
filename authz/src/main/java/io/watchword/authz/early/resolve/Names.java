package io.watchword.authz.early.resolve;

import io.watchword.authz.early.rego.Module;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a name means at one place: a variable of this or an outer scope, a rule of the package, an
/// import. Used while one module is resolved, on one thread.
final class Names {

  private final @Nullable Names outer;
  private final int scope;
  private final Map<String, String> variables = new HashMap<>();
  private final Module module;
  private final Set<String> rules;

  private Names(@Nullable Names outer, int scope, Module module, Set<String> rules) {
    this.outer = outer;
    this.scope = scope;
    this.module = module;
    this.rules = rules;
  }

  static Names of(Module module, Set<String> rulesOfPackage) {
    return new Names(null, 0, module, rulesOfPackage);
  }

  Names inner(int scope) {
    return new Names(this, scope, module, rules);
  }

  int scope() {
    return scope;
  }

  void declare(String name) {
    variables.put(name, name + "#" + scope);
  }

  boolean declaresItself(String name) {
    return variables.containsKey(name);
  }

  /// The unique name of the variable that `name` stands for.
  Optional<String> variable(String name) {
    String unique = variables.get(name);
    if (unique != null) {
      return Optional.of(unique);
    }
    return outer == null ? Optional.empty() : outer.variable(name);
  }

  boolean isRule(String name) {
    return rules.contains(name);
  }

  Optional<Module.Import> imported(String name) {
    return module.imports().stream().filter(i -> i.alias().equals(name)).findFirst();
  }

  boolean isKnown(String name) {
    return name.equals("input")
        || name.equals("data")
        || variable(name).isPresent()
        || isRule(name)
        || imported(name).isPresent();
  }
}
