package io.watchword.authz.builtin.glob;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Reads a glob. One use, one thread.
final class GlobParser {

  private static final int DEEPEST = 250;
  // What ends the pattern, for OPA even in its middle.
  private static final int END = 0;

  private final int[] runes;
  private final Deque<List<List<GlobNode>>> open = new ArrayDeque<>();
  private final Deque<List<GlobNode>> around = new ArrayDeque<>();
  private List<GlobNode> sequence = new ArrayList<>();
  private int at;

  private GlobParser(String pattern) {
    this.runes = GoString.runes(pattern);
  }

  static List<GlobNode> parse(String pattern) {
    return new GlobParser(pattern).run();
  }

  private List<GlobNode> run() {
    while (peek() != END) {
      item(read());
    }
    // A brace that stays open is closed by the end.
    while (!open.isEmpty()) {
      close();
    }
    return sequence;
  }

  private int peek() {
    if (at >= runes.length) {
      return END;
    }
    if (runes[at] == GoString.REPLACEMENT) {
      throw new BuiltinFailedException("could not read rune");
    }
    return runes[at];
  }

  private int read() {
    int rune = peek();
    at += rune == END ? 0 : 1;
    return rune;
  }

  private void item(int rune) {
    boolean inside = !open.isEmpty();
    if (rune == '{') {
      open();
    } else if (rune == ',' && inside) {
      sequence = new ArrayList<>();
      open.element().add(sequence);
    } else if (rune == '}' && inside) {
      close();
    } else if (rune == '[') {
      range();
    } else if (rune == '?') {
      sequence.add(new GlobNode.Single());
    } else if (rune == '*') {
      boolean two = peek() == '*';
      at += two ? 1 : 0;
      sequence.add(two ? new GlobNode.Super() : new GlobNode.Any());
    } else {
      at--;
      String text = text(inside ? "?*[{}," : "?*[{");
      if (!text.isEmpty()) {
        sequence.add(new GlobNode.Text(text));
      }
    }
  }

  private void open() {
    if (open.size() >= DEEPEST) {
      throw new BuiltinFailedException("alternatives are nested too deeply");
    }
    around.push(sequence);
    sequence = new ArrayList<>();
    List<List<GlobNode>> alternatives = new ArrayList<>();
    alternatives.add(sequence);
    open.push(alternatives);
  }

  private void close() {
    List<List<GlobNode>> alternatives = open.pop();
    sequence = around.pop();
    sequence.add(new GlobNode.Alternatives(alternatives));
  }

  private String text(String breakers) {
    StringBuilder text = new StringBuilder();
    boolean escaped = false;
    while (peek() != END) {
      int rune = peek();
      if (!escaped && rune == '\\') {
        escaped = true;
      } else if (!escaped && breakers.indexOf(rune) >= 0) {
        break;
      } else {
        escaped = false;
        text.appendCodePoint(rune);
      }
      at++;
    }
    return text.toString();
  }

  // `[` was read.
  private void range() {
    boolean not = false;
    int first = readInside();
    if (first == '!') {
      not = true;
      first = readInside();
    }
    if (peek() == '-') {
      at++;
      int high = readInside();
      closeRange();
      between(first, high, not);
      return;
    }
    at--;
    String members = text("]");
    closeRange();
    if (members.isEmpty()) {
      throw new BuiltinFailedException("could not parse range");
    }
    sequence.add(new GlobNode.Members(members, not));
  }

  private void between(int low, int high, boolean not) {
    if (high < low) {
      throw new BuiltinFailedException(
          "hi character '%s' should be greater than lo '%s'"
              .formatted(Character.toString(high), Character.toString(low)));
    }
    sequence.add(new GlobNode.Between(low, high, not));
  }

  private int readInside() {
    int rune = read();
    if (rune == END) {
      throw new BuiltinFailedException("unexpected end of input");
    }
    return rune;
  }

  private void closeRange() {
    if (readInside() != ']') {
      throw new BuiltinFailedException("expected close range character");
    }
  }
}
