package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.encoding.JsonReader;
import io.watchword.authz.builtin.encoding.YamlDocument;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a server answered.
///
/// @param headers by lower-case names
record Answer(int status, Map<String, List<String>> headers, byte[] body) {

  // RFC 9110 §15.1, and those that OPA keeps too.
  private static final Set<Integer> CACHEABLE =
      Set.of(200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501);

  boolean isCacheable() {
    return CACHEABLE.contains(status);
  }

  String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  /// The document that a policy sees.
  Value document(SendRequest.Decoding decoding) {
    TableValue shown = TableValue.growing();
    headers.forEach(
        (name, values) ->
            shown.put(
                new StringValue(name.toLowerCase(Locale.ROOT)),
                ArrayValue.of(values.stream().map(StringValue::new).toList())));
    String text = new String(body, StandardCharsets.UTF_8);
    return TableValue.of(
        Map.of(
            new StringValue("status"),
            new StringValue(StatusText.of(status)),
            new StringValue("status_code"),
            NumberValue.of(status),
            new StringValue("body"),
            decoded(text, decoding),
            new StringValue("raw_body"),
            new StringValue(text),
            new StringValue("headers"),
            shown));
  }

  // A body that cannot be read is null, as OPA has it.
  private Value decoded(String text, SendRequest.Decoding decoding) {
    String type = header("content-type").toLowerCase(Locale.ROOT);
    try {
      if (decoding.forceJson() || isJson(type)) {
        return JsonReader.read(text);
      }
      if (decoding.forceYaml()
          || type.contains("application/yaml")
          || type.contains("application/x-yaml")) {
        return YamlDocument.parse(text);
      }
    } catch (BuiltinFailedException unreadable) {
      return NullValue.NULL;
    }
    return NullValue.NULL;
  }

  private static boolean isJson(String type) {
    int parameters = type.indexOf(';');
    String media = (parameters < 0 ? type : type.substring(0, parameters)).strip();
    return media.equals("application/json")
        || media.startsWith("application/") && media.endsWith("+json");
  }
}
