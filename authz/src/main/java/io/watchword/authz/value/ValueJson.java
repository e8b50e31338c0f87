package io.watchword.authz.value;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Values from and to JSON. Sets become arrays, keys that are no strings become their JSON text, as
/// OPA writes them. Numbers keep their text; of equal keys the last wins. Stateless.
public final class ValueJson {

  private static final int LONGEST_STRING = 64 << 20;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Its own tables of names would grow with the document.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  // The reader counts; one more so that it is the one to say so.
                  .maxNestingDepth(Value.DEEPEST + 1)
                  .maxStringLength(LONGEST_STRING)
                  .maxNameLength(LONGEST_STRING)
                  .maxNumberLength(NumberValue.LONGEST_TEXT)
                  .build())
          .build();

  private ValueJson() {}

  /// @throws IllegalArgumentException saying where the text is no JSON
  public static Value parse(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      return new JsonReader(parser).document();
    } catch (JacksonException e) {
      throw invalid(e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Reads to the end; bytes that are no UTF-8 are read as U+FFFD. Closes `in`.
  ///
  /// @throws IllegalArgumentException saying where the text is no JSON
  /// @throws IOException if it cannot be read
  public static Value parse(InputStream in) throws IOException {
    try (JsonParser parser = JSON.createParser(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return new JsonReader(parser).document();
    } catch (JacksonException e) {
      throw invalid(e);
    }
  }

  private static IllegalArgumentException invalid(JacksonException e) {
    JsonLocation at = e.getLocation();
    String place =
        at == null || at.getLineNr() < 1
            ? ""
            : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return new IllegalArgumentException(e.getOriginalMessage() + place, e);
  }

  /// One line of JSON.
  ///
  /// @throws IllegalArgumentException for a number that JSON cannot spell, such as `1_000`
  public static String write(Value value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  /// As [#write(Value)], at the end of `out`.
  public static void write(Value value, StringBuilder out) {
    new JsonWriter(out).write(value);
  }
}
