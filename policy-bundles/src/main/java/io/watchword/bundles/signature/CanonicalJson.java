package io.watchword.bundles.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.watchword.bundles.RefusedBundleException;
import io.watchword.bundles.archive.PolicyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// JSON the way OPA's signatures hash it: keys in the order of their UTF-8 bytes, no white space,
/// strings as Go prints them, numbers as they were written. Thread-safe, without state.
final class CanonicalJson {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // OPA keeps the last of two equal keys, others the first: a document with both says two
          // things.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private CanonicalJson() {}

  static byte[] of(PolicyFile file) {
    try (JsonParser parser = JSON.createParser(file.content())) {
      byte[] canonical = value(parser, parser.nextToken());
      if (parser.nextToken() != null) throw new IOException("more than one document");
      return canonical;
    } catch (IOException e) {
      throw new RefusedBundleException(
          "bundles/not-json", "`" + file.path() + "` is not JSON (" + firstLine(e) + ")", e);
    }
  }

  private static byte[] value(JsonParser parser, JsonToken token) throws IOException {
    if (token == null) throw new IOException("the document is empty");
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> string(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
          parser.getText().getBytes(StandardCharsets.US_ASCII);
      default -> throw new IOException("unexpected " + token);
    };
  }

  private static byte[] object(JsonParser parser) throws IOException {
    Map<byte[], byte[]> fields = new TreeMap<>(Arrays::compareUnsigned);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      fields.put(wellFormed(name).getBytes(StandardCharsets.UTF_8), field(parser, name));
    }
    var out = new ByteArrayOutputStream();
    out.write('{');
    boolean first = true;
    for (byte[] field : fields.values()) {
      if (!first) out.write(',');
      first = false;
      out.writeBytes(field);
    }
    out.write('}');
    return out.toByteArray();
  }

  private static byte[] field(JsonParser parser, String name) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(string(name));
    out.write(':');
    out.writeBytes(value(parser, parser.nextToken()));
    return out.toByteArray();
  }

  private static byte[] array(JsonParser parser) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write('[');
    boolean first = true;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (!first) out.write(',');
      first = false;
      out.writeBytes(value(parser, token));
    }
    out.write(']');
    return out.toByteArray();
  }

  /// As Go's `encoding/json` without HTML escaping.
  private static byte[] string(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    wellFormed(text)
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (point < 0x20 || point == 0x2028 || point == 0x2029) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", point));
                  } else {
                    out.appendCodePoint(point);
                  }
                }
              }
            });
    return out.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Go reads half a surrogate pair as U+FFFD.
  private static String wellFormed(String text) {
    return text.codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
