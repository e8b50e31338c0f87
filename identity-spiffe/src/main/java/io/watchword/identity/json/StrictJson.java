package io.watchword.identity.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON objects without a second reading: a name stands once, nothing follows the object, the bytes
/// are UTF-8. Stateless; any thread.
public final class StrictJson {
  // [1] RFC 8259 §4: what a name that stands twice means, is up to the reader. [2] SPIFFE Trust
  // Domain and Bundle §4.3.

  private static final int MAX_DEPTH = 64;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictJson() {}

  /// The object that `text` is.
  ///
  /// @throws MalformedJsonException where it is none
  public static ObjectNode object(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException("no JSON: " + e.getOriginalMessage(), e);
    }
    throw new MalformedJsonException("no JSON object");
  }

  /// The object that these bytes are in UTF-8.
  ///
  /// @throws MalformedJsonException where they are none
  public static ObjectNode object(byte[] utf8) {
    try {
      return object(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("no UTF-8", e);
    }
  }

  /// An object to fill.
  public static ObjectNode newObject() {
    return JSON.createObjectNode();
  }

  /// The members of `object` as plain values that nobody can change: texts, numbers, truths,
  /// absences, lists and maps.
  public static Map<String, @Nullable Object> values(JsonNode object) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    object.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
    return Collections.unmodifiableMap(values);
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> values(node);
      case ARRAY -> list(node);
      case STRING -> node.textValue();
      case NUMBER -> node.numberValue();
      case BOOLEAN -> node.booleanValue();
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private static List<@Nullable Object> list(JsonNode array) {
    List<@Nullable Object> values = new ArrayList<>();
    array.forEach(element -> values.add(value(element)));
    return Collections.unmodifiableList(values);
  }
}
