package io.watchword.authz.builtin.language;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.TestCaseNames;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.Map;
import java.util.Set;

/// What a policy learns of the engine that runs it. Stateless.
public final class Surroundings {

  private Surroundings() {}

  /// All, by name.
  public static Map<String, Builtin> all() {
    return Map.of(
        "opa.runtime", (context, a) -> withoutSecrets(context.settings().runtime()),
        "internal.test_case", (context, a) -> testCase(context, a),
        // Calls in rules are answered by the compiler; these are those that no rule surrounds.
        "rego.metadata.chain", (context, a) -> noRule("rego.metadata.chain"),
        "rego.metadata.rule", (context, a) -> noRule("rego.metadata.rule"));
  }

  // Of no effect on answers: whoever runs tests reads it.
  private static Value testCase(BuiltinContext context, Value[] arguments) {
    TestCaseNames.of(context).add(Operands.array(arguments, 0));
    return BooleanValue.TRUE;
  }

  private static Value noRule(String name) {
    throw new BuiltinFailedException(
        "the " + name + " function must only be called within the scope of a rule");
  }

  private static Value withoutSecrets(ObjectValue runtime) {
    Value config = runtime.get(new StringValue("config"));
    if (!(config instanceof ObjectValue object)) {
      return runtime;
    }
    TableValue clean = copy(object, Set.of());
    Value services = object.get(new StringValue("services"));
    if (services != null && !(services instanceof NullValue)) {
      clean.put(new StringValue("services"), services(services));
    }
    Value keys = object.get(new StringValue("keys"));
    if (keys != null && !(keys instanceof NullValue)) {
      if (!(keys instanceof ObjectValue all)) {
        throw new BuiltinFailedException("illegal keys config type: " + keys.typeName());
      }
      clean.put(new StringValue("keys"), each(all, Set.of("key", "private_key")));
    }
    TableValue result = copy(runtime, Set.of());
    result.put(new StringValue("config"), clean);
    return result;
  }

  private static Value services(Value services) {
    Set<String> secret = Set.of("credentials");
    if (services instanceof ObjectValue object) {
      return each(object, secret);
    }
    if (services instanceof ArrayValue array) {
      ArrayValue clean = ArrayValue.growing(array.items().size());
      array.items().forEach(item -> clean.append(without(item, secret)));
      return clean;
    }
    throw new BuiltinFailedException("illegal service config type: " + services.typeName());
  }

  private static Value each(ObjectValue objects, Set<String> secret) {
    TableValue clean = TableValue.growing();
    for (Value key : objects.sortedKeys()) {
      clean.put(key, without(objects.required(key), secret));
    }
    return clean;
  }

  private static Value without(Value value, Set<String> secret) {
    if (value instanceof ObjectValue object) {
      return copy(object, secret);
    }
    throw new BuiltinFailedException("type assertion error");
  }

  private static TableValue copy(ObjectValue object, Set<String> without) {
    TableValue copy = TableValue.growing();
    for (Value key : object.sortedKeys()) {
      if (!(key instanceof StringValue name && without.contains(name.text()))) {
        copy.put(key, object.required(key));
      }
    }
    return copy;
  }
}
