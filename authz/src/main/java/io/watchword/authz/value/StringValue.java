package io.watchword.authz.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/// A string. In a large document it is a stretch of the document's bytes until its text is asked
/// for: a Java string of its own would cost 32 bytes more.
public final class StringValue implements Value {

  // A String, or the byte[] in which the text stands, one byte a character. INVARIANT: only ever
  // replaced by the String that it spells, so that a race does no harm.
  private Object characters;
  private final int start;
  private final int length;

  public StringValue(String text) {
    this.characters = Objects.requireNonNull(text, "text");
    this.start = 0;
    this.length = text.length();
  }

  private StringValue(byte[] latin1, int start, int length) {
    this.characters = latin1;
    this.start = start;
    this.length = length;
  }

  /// The string at a stretch of `latin1`, which must not change any more.
  static StringValue packed(byte[] latin1, int start, int length) {
    return new StringValue(latin1, start, length);
  }

  /// The text, as Java holds it.
  public String text() {
    if (characters instanceof String text) {
      return text;
    }
    String text = peek();
    characters = text;
    return text;
  }

  /// The text, for one use: it is not kept.
  String peek() {
    return characters instanceof byte[] bytes
        ? new String(bytes, start, length, StandardCharsets.ISO_8859_1)
        : (String) characters;
  }

  int compareText(StringValue other) {
    if (characters instanceof byte[] mine && other.characters instanceof byte[] theirs) {
      return Arrays.compareUnsigned(
          mine, start, start + length, theirs, other.start, other.start + other.length);
    }
    return ValueOrder.compareCodePoints(peek(), other.peek());
  }

  @Override
  public int rank() {
    return 3;
  }

  @Override
  public String typeName() {
    return "string";
  }

  // That of the String, however it is held.
  @Override
  public int hashCode() {
    if (characters instanceof byte[] bytes) {
      int hash = 0;
      for (int i = start; i < start + length; i++) {
        hash = 31 * hash + (bytes[i] & 0xff);
      }
      return hash;
    }
    return characters.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof StringValue string
            && length == string.length
            && sameCharacters(string));
  }

  private boolean sameCharacters(StringValue other) {
    Object mine = characters;
    Object theirs = other.characters;
    if (mine instanceof String text) {
      return theirs instanceof String same ? text.equals(same) : other.spells(text);
    }
    return theirs instanceof String text
        ? spells(text)
        : Arrays.equals(
            (byte[]) mine,
            start,
            start + length,
            (byte[]) theirs,
            other.start,
            other.start + length);
  }

  private boolean spells(String text) {
    if (!(characters instanceof byte[] bytes)) {
      return characters.equals(text);
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != (bytes[start + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the text is `text`.
  boolean is(String text) {
    return length == text.length() && spells(text);
  }

  @Override
  public String toString() {
    return RegoText.of(this);
  }
}
