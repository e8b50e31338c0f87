package io.watchword.proxy.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The header fields of one head as spans over its bytes. Immutable once parsed.
public final class Fields {

  private static final int SPAN = 4;

  private final byte[] bytes;
  private int[] spans = new int[16 * SPAN];
  private FieldKind[] kinds = new FieldKind[16];
  private int count;

  private Fields(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Parses the lines from `from` up to the empty line that ends the head.
  static Fields parse(byte[] bytes, int from, HttpLimits limits) {
    Fields fields = new Fields(bytes);
    int at = from;
    int end = bytes.length - 2;
    while (at < end) {
      if (fields.count == limits.fields()) {
        throw new MalformedMessageException(431, "too-many-fields");
      }
      at = fields.parseLine(at);
    }
    return fields;
  }

  private int parseLine(int start) {
    if (bytes[start] == ' ' || bytes[start] == '\t') {
      throw MalformedMessageException.bad("obs-fold");
    }
    int colon = start;
    while (Ascii.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == start || bytes[colon] != ':') {
      throw MalformedMessageException.bad("field-name");
    }
    int valueStart = colon + 1;
    int lineEnd = valueStart;
    while (Ascii.isFieldValue(bytes[lineEnd])) {
      lineEnd++;
    }
    if (bytes[lineEnd] != '\r' || bytes[lineEnd + 1] != '\n') {
      throw MalformedMessageException.bad("field-value");
    }
    int valueEnd = lineEnd;
    while (valueStart < valueEnd && isBlank(bytes[valueStart])) {
      valueStart++;
    }
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    add(start, colon, valueStart, valueEnd);
    return lineEnd + 2;
  }

  private void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    if (count == kinds.length) {
      spans = Arrays.copyOf(spans, spans.length * 2);
      kinds = Arrays.copyOf(kinds, kinds.length * 2);
    }
    int at = count * SPAN;
    spans[at] = nameStart;
    spans[at + 1] = nameEnd;
    spans[at + 2] = valueStart;
    spans[at + 3] = valueEnd;
    kinds[count++] = FieldKind.of(bytes, nameStart, nameEnd);
  }

  int count() {
    return count;
  }

  FieldKind kind(int field) {
    return kinds[field];
  }

  byte[] bytes() {
    return bytes;
  }

  int nameStart(int field) {
    return spans[field * SPAN];
  }

  int nameEnd(int field) {
    return spans[field * SPAN + 1];
  }

  int valueStart(int field) {
    return spans[field * SPAN + 2];
  }

  int valueEnd(int field) {
    return spans[field * SPAN + 3];
  }

  boolean valueIs(int field, String lowerCase) {
    return Ascii.is(bytes, valueStart(field), valueEnd(field), lowerCase);
  }

  boolean nameIs(int field, String lowerCase) {
    return Ascii.is(bytes, nameStart(field), nameEnd(field), lowerCase);
  }

  String value(int field) {
    return new String(
        bytes, valueStart(field), valueEnd(field) - valueStart(field), StandardCharsets.ISO_8859_1);
  }

  /// The one field of this kind, or -1.
  int only(FieldKind kind, String codeIfRepeated) {
    int found = -1;
    for (int i = 0; i < count; i++) {
      if (kinds[i] == kind) {
        if (found >= 0) {
          throw MalformedMessageException.bad(codeIfRepeated);
        }
        found = i;
      }
    }
    return found;
  }

  /// Elements of all fields of this kind, in lower case.
  List<String> elements(FieldKind kind) {
    List<String> elements = new ArrayList<>(2);
    for (int i = 0; i < count; i++) {
      if (kinds[i] == kind) {
        for (String element : value(i).split(",", -1)) {
          elements.add(element.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return elements;
  }

  /// Names in lower case, several fields of one name joined by `, `; identity fields of the peer
  /// are left out.
  public Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      if (kinds[i] != FieldKind.IDENTITY) {
        String name =
            new String(bytes, nameStart(i), nameEnd(i) - nameStart(i), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        map.merge(name, value(i), (a, b) -> a + ", " + b);
      }
    }
    return map;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
