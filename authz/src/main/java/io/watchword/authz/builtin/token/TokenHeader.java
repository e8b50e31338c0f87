package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.HashSet;
import java.util.Set;

/// What a token's header says about how to check it.
///
/// @param understood whether we know every header that the token calls critical
record TokenHeader(String algorithm, String keyId, String contentType, boolean understood) {

  private static final Set<String> KNOWN = Set.of("alg", "kid", "typ", "cty", "crit");

  static TokenHeader of(ObjectValue header) {
    Set<String> critical = new HashSet<>();
    boolean understood = true;
    for (Value key : header.sortedKeys()) {
      Value value = header.required(key);
      switch (((StringValue) key).text()) {
        case "alg", "kid", "typ", "cty" -> text(header, (StringValue) key);
        case "crit" -> critical = critical(value);
        default -> {}
      }
    }
    for (Value key : header.sortedKeys()) {
      String name = ((StringValue) key).text();
      understood &= KNOWN.contains(name) || !critical.contains(name);
    }
    return new TokenHeader(
        text(header, new StringValue("alg")),
        text(header, new StringValue("kid")),
        text(header, new StringValue("cty")),
        understood);
  }

  private static String text(ObjectValue header, StringValue name) {
    Value value = header.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof StringValue string) {
      return string.text();
    }
    throw new BuiltinFailedException(name.text() + ": must be a string");
  }

  private static Set<String> critical(Value value) {
    if (!(value instanceof ArrayValue list)) {
      throw new BuiltinFailedException("crit: must be a list");
    }
    Set<String> names = new HashSet<>();
    for (Value item : list.items()) {
      // As in OPA, what follows an item that is no string does not count.
      if (!(item instanceof StringValue name)) {
        break;
      }
      names.add(name.text());
    }
    if (names.isEmpty()) {
      throw new BuiltinFailedException("crit: must be a nonempty list");
    }
    return names;
  }

  /// RFC 7515 §4.1.11: a critical header that is not understood makes the token invalid.
  boolean isValid() {
    return !algorithm.isEmpty() && understood;
  }
}
