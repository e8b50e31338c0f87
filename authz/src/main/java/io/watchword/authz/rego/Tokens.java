package io.watchword.authz.rego;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All tokens of a text, the last one being the end of the text. Comments are kept apart.
final class Tokens {

  private static final int AFTER_NEW_LINE = 0x80;
  private static final TokenKind[] KINDS = TokenKind.values();

  private final String text;
  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int[] lineStarts = new int[16];
  private int lines = 1;
  private int count;
  private final Map<Integer, List<String>> errors = new HashMap<>();
  private final List<int[]> comments = new ArrayList<>();

  Tokens(String text) {
    this.text = text;
  }

  void add(TokenKind kind, int start, int end, boolean afterNewLine) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    kinds[count] = (byte) (kind.ordinal() | (afterNewLine ? AFTER_NEW_LINE : 0));
    starts[count] = start;
    ends[count++] = end;
  }

  /// Says what is wrong with the token that is added next.
  void error(String message) {
    errors.computeIfAbsent(count, token -> new ArrayList<>()).add(message);
  }

  void line(int start) {
    if (lines == lineStarts.length) {
      lineStarts = Arrays.copyOf(lineStarts, lines * 2);
    }
    lineStarts[lines++] = start;
  }

  void comment(int start, int end) {
    comments.add(new int[] {start, end});
  }

  int count() {
    return count;
  }

  TokenKind kind(int token) {
    return KINDS[kinds[token] & (AFTER_NEW_LINE - 1)];
  }

  boolean isAfterNewLine(int token) {
    return (kinds[token] & AFTER_NEW_LINE) != 0;
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return ends[token];
  }

  String text(int token) {
    return text.substring(starts[token], ends[token]);
  }

  String text(int start, int end) {
    return text.substring(start, end);
  }

  boolean hasErrors() {
    return !errors.isEmpty();
  }

  /// What the lexer found wrong with a token.
  List<String> errors(int token) {
    return errors.getOrDefault(token, List.of());
  }

  List<int[]> comments() {
    return comments;
  }

  /// The line of an offset, from 1.
  int lineOf(int offset) {
    int found = Arrays.binarySearch(lineStarts, 0, lines, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  int lineStart(int line) {
    return lineStarts[line - 1];
  }

  /// Where a line's text ends, before its line break.
  int lineEnd(int line) {
    return line < lines ? lineStarts[line] - 1 : text.length();
  }
}
