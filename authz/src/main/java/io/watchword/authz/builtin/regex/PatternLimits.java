package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.BuiltinFailedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bounds what compiling a pattern costs, before it is compiled: nesting, repeats of repeats, and
/// size. One use, one thread. Whether the pattern is well formed is for the compiler to say.
final class PatternLimits {

  static final int MOST_REPEATS = 1_000;
  static final int DEEPEST = 250;
  static final int LARGEST = 200_000;

  // What opens a group that captures.
  private static final Pattern GROUP = Pattern.compile("\\((?:(?!\\?)|\\?P?<(\\w+)>)");

  private final String pattern;
  private final List<String> groups = new ArrayList<>();
  private final Deque<Frame> open = new ArrayDeque<>();
  private Frame frame = new Frame();
  private int at;

  private PatternLimits(String pattern) {
    this.pattern = pattern;
  }

  /// What is known of a group: its size, and how often its parts repeat at most.
  private static final class Frame {
    long size;
    int repeats = 1;
    Atom last = Atom.NONE;

    void atom(Atom atom) {
      size += atom.size;
      repeats = Math.max(repeats, atom.repeats);
      last = atom;
    }
  }

  private record Atom(long size, int repeats) {
    static final Atom NONE = new Atom(0, 1);
    static final Atom ONE = new Atom(1, 1);
  }

  /// Names of the groups in turn, empty where one has none.
  static List<String> check(String pattern) {
    PatternLimits limits = new PatternLimits(pattern);
    limits.run();
    return limits.groups;
  }

  private void run() {
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> {
          open();
        }
        case ')' -> close();
        case '{' -> repeat();
        case '*', '+', '?' -> {
          frame.size++;
          at++;
        }
        default -> {
          frame.atom(Atom.ONE);
          at++;
        }
      }
      if (frame.size > LARGEST) {
        throw failed("expression too large", pattern);
      }
    }
  }

  private void open() {
    open.push(frame);
    frame = new Frame();
    if (open.size() > DEEPEST) {
      throw failed("expression nests too deeply", pattern);
    }
    Matcher group = GROUP.matcher(pattern).region(at, pattern.length());
    if (group.lookingAt()) {
      String name = group.group(1);
      groups.add(name == null ? "" : name);
    }
    at++;
  }

  private void close() {
    if (open.isEmpty()) {
      throw failed("unexpected )", pattern);
    }
    Frame inner = frame;
    frame = open.pop();
    frame.atom(new Atom(inner.size + 2, inner.repeats));
    at++;
  }

  private void escape() {
    if (pattern.startsWith("\\Q", at)) {
      int end = pattern.indexOf("\\E", at);
      int to = end < 0 ? pattern.length() : end;
      frame.size += to - at;
      frame.atom(Atom.ONE);
      at = end < 0 ? to : end + 2;
      return;
    }
    // A class such as \pL is one instruction, its name a few more than needed.
    frame.atom(Atom.ONE);
    boolean braces =
        pattern.startsWith("\\x{", at)
            || pattern.startsWith("\\p{", at)
            || pattern.startsWith("\\P{", at);
    int close = braces ? pattern.indexOf('}', at) : -1;
    at = close < 0 ? at + 2 : close + 1;
  }

  private void characterClass() {
    int end = at + 1;
    end += end < pattern.length() && pattern.charAt(end) == '^' ? 1 : 0;
    end += end < pattern.length() && pattern.charAt(end) == ']' ? 1 : 0;
    while (end < pattern.length() && pattern.charAt(end) != ']') {
      if (pattern.startsWith("[:", end)) {
        int close = pattern.indexOf(":]", end + 2);
        end = close < 0 ? end + 1 : close + 2;
      } else {
        end += pattern.charAt(end) == '\\' ? 2 : 1;
      }
    }
    frame.atom(Atom.ONE);
    at = end + 1;
  }

  // `{n}`, `{n,}`, `{n,m}`; anything else is a brace.
  private void repeat() {
    int close = pattern.indexOf('}', at);
    String inside = close < 0 ? "" : pattern.substring(at + 1, close);
    if (!inside.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
      frame.atom(Atom.ONE);
      at++;
      return;
    }
    int least = Integer.parseInt(inside.split(",", 2)[0]);
    int comma = inside.indexOf(',');
    String most = comma < 0 ? "" : inside.substring(comma + 1);
    int times = Math.max(least, most.isEmpty() ? 0 : Integer.parseInt(most));
    Atom last = frame.last;
    long repeats = (long) last.repeats * Math.max(1, times);
    if (repeats > MOST_REPEATS) {
      throw failed("invalid repeat count", pattern.substring(at, close + 1));
    }
    frame.size += last.size * Math.max(0, times - 1) + times + 1;
    frame.last = new Atom(last.size * Math.max(1, times) + times + 1, (int) repeats);
    frame.repeats = Math.max(frame.repeats, (int) repeats);
    at = close + 1;
  }

  private static BuiltinFailedException failed(String what, String where) {
    return new BuiltinFailedException("error parsing regexp: " + what + ": `" + where + "`");
  }
}
