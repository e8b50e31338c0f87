package io.watchword.platform.diagnostics;

/// One line of the input with the part that matters underlined.
///
/// @param line without its line break
/// @param underlineStart from 0, in characters of `line`
/// @param underlineLength at least 1
/// @param label written behind the underline; empty for none
public record Excerpt(String line, int underlineStart, int underlineLength, String label) {

  public Excerpt {
    if (underlineStart < 0 || underlineLength < 1) {
      throw new IllegalArgumentException(
          "underline " + underlineStart + "+" + underlineLength + " (expected: >= 0 and >= 1)");
    }
  }
}
