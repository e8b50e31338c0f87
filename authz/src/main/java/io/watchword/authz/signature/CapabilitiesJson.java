package io.watchword.authz.signature;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads OPA's capabilities files: `builtins`, `future_keywords`, `features`, `allow_net`. Other
/// keys are OPA's own business. Stateless.
final class CapabilitiesJson {

  private CapabilitiesJson() {}

  static Capabilities read(String json) {
    if (!(ValueJson.parse(json) instanceof ObjectValue file)) {
      throw new IllegalArgumentException(
          "capabilities are no object (expected: `{\"builtins\": …}`)");
    }
    TreeMap<String, Signature> builtins = new TreeMap<>();
    for (Value builtin : list(file, "builtins")) {
      Signature signature = signature(builtin);
      builtins.put(signature.name(), signature);
    }
    return new Capabilities(
        builtins,
        strings(file, "future_keywords"),
        strings(file, "features"),
        // OPA's rule: absent is every host, an empty list is none.
        isAbsent(file, "allow_net") ? Optional.empty() : Optional.of(strings(file, "allow_net")));
  }

  private static Signature signature(Value json) {
    if (!(json instanceof ObjectValue builtin)
        || !(builtin.get(new StringValue("name")) instanceof StringValue name)) {
      throw new IllegalArgumentException("built-in `" + json + "` (expected: `name` and `decl`)");
    }
    Set<Signature.Trait> traits = EnumSet.noneOf(Signature.Trait.class);
    if (isTrue(builtin, "relation")) {
      traits.add(Signature.Trait.RELATION);
    }
    if (isTrue(builtin, "nondeterministic")) {
      traits.add(Signature.Trait.NONDETERMINISTIC);
    }
    if (isTrue(builtin, "deprecated")) {
      traits.add(Signature.Trait.DEPRECATED);
    }
    try {
      return new Signature(
          name.text(),
          TypeJson.readFunction(builtin.get(new StringValue("decl"))),
          builtin.get(new StringValue("infix")) instanceof StringValue infix
              ? Optional.of(infix.text())
              : Optional.empty(),
          traits,
          Signatures.find(name.text()).flatMap(Signature::introduced),
          Signatures.find(name.text()).map(Signature::names).orElse(List.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("built-in `" + name.text() + "`: " + e.getMessage(), e);
    }
  }

  private static boolean isTrue(ObjectValue object, String name) {
    return BooleanValue.TRUE.equals(object.get(new StringValue(name)));
  }

  private static boolean isAbsent(ObjectValue object, String name) {
    Value value = object.get(new StringValue(name));
    return value == null || value instanceof NullValue;
  }

  private static Set<String> strings(ObjectValue file, String name) {
    Set<String> strings = new LinkedHashSet<>();
    for (Value item : list(file, name)) {
      if (!(item instanceof StringValue string)) {
        throw new IllegalArgumentException(
            "`" + name + "` holds `" + item + "` (expected: strings)");
      }
      strings.add(string.text());
    }
    return strings;
  }

  private static List<Value> list(ObjectValue file, String name) {
    if (isAbsent(file, name)) {
      return List.of();
    }
    if (file.get(new StringValue(name)) instanceof ArrayValue array) {
      return array.items();
    }
    throw new IllegalArgumentException("`" + name + "` is no list (expected: one)");
  }
}
