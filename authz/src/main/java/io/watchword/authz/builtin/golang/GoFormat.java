package io.watchword.authz.builtin.golang;

import java.util.List;
import java.util.Optional;

/// Formatted printing with Go's verbs, flags, widths and its way to report mistakes in the output.
///
/// Arguments are `String`, [GoNumber], `Boolean`, `Long` (int64), `Integer` (int), `Double`,
/// `BigInteger`, `List`, `Map` and [GoNil]. One use, one thread.
public final class GoFormat {

  // What Go refuses as a width; the output is bounded by our own limit too.
  private static final int WIDEST = 1_000_000;

  private final String format;
  private final List<?> arguments;
  private final GoPrinter printer;
  private int at;
  private int argument;
  private boolean afterIndex;
  private boolean goodIndex;
  private boolean reordered;

  private GoFormat(String format, List<?> arguments, GoPrinter printer) {
    this.format = format;
    this.arguments = arguments;
    this.printer = printer;
  }

  /// What Go's Sprintf gives.
  ///
  /// @param longest characters that the result may have
  /// @throws IllegalArgumentException if it has more
  public static String sprintf(String format, List<?> arguments, int longest) {
    GoPrinter printer = new GoPrinter(longest);
    new GoFormat(format, arguments, printer).run();
    return GoString.joined(printer.text());
  }

  private void run() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        printer.append(format.substring(at));
        break;
      }
      printer.append(format.substring(at, percent));
      at = percent + 1;
      if (!directive()) {
        break;
      }
    }
    if (!reordered && argument < arguments.size()) {
      extra();
    }
  }

  private boolean directive() {
    goodIndex = true;
    Layout layout = new Layout();
    if (flags(layout)) {
      return true;
    }
    index();
    width(layout);
    precision(layout);
    if (!afterIndex) {
      index();
    }
    if (at >= format.length()) {
      printer.append("%!(NOVERB)");
      return false;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    verb(layout, GoString.rune(verb));
    return true;
  }

  // True where a plain verb followed, which is then done.
  private boolean flags(Layout layout) {
    for (; at < format.length(); at++) {
      char c = format.charAt(at);
      switch (c) {
        case '#' -> layout.sharp = true;
        case '0' -> layout.zero = true;
        case '+' -> layout.plus = true;
        case '-' -> layout.minus = true;
        case ' ' -> layout.space = true;
        default -> {
          if (c >= 'a' && c <= 'z' && argument < arguments.size()) {
            at++;
            print(layout, c);
            return true;
          }
          return false;
        }
      }
    }
    return false;
  }

  private void verb(Layout layout, int verb) {
    if (verb == '%') {
      printer.append("%");
    } else if (!goodIndex) {
      printer.append("%!" + Character.toString(verb) + "(BADINDEX)");
    } else if (argument >= arguments.size()) {
      printer.append("%!" + Character.toString(verb) + "(MISSING)");
    } else {
      print(layout, verb);
    }
  }

  private void print(Layout layout, int verb) {
    if (verb == 'v' || verb == 'w') {
      layout.sharpValue = layout.sharp;
      layout.sharp = false;
      layout.plusValue = layout.plus;
      layout.plus = false;
    }
    printer.argument(arguments.get(argument), verb, layout);
    argument++;
  }

  private void width(Layout layout) {
    if (peek('*')) {
      at++;
      layout.width = integerArgument();
      if (layout.width.isEmpty()) {
        printer.append("%!(BADWIDTH)");
      } else if (layout.width.get() < 0) {
        layout.width = Optional.of(-layout.width.get());
        layout.minus = true;
        layout.zero = false;
      }
      afterIndex = false;
      return;
    }
    layout.width = number(format.length());
    if (afterIndex && layout.width.isPresent()) {
      goodIndex = false;
    }
  }

  private void precision(Layout layout) {
    if (!peek('.') || at + 1 >= format.length()) {
      return;
    }
    at++;
    if (afterIndex) {
      goodIndex = false;
    }
    index();
    if (peek('*')) {
      at++;
      layout.precision = integerArgument().filter(p -> p >= 0);
      if (layout.precision.isEmpty()) {
        printer.append("%!(BADPREC)");
      }
      afterIndex = false;
      return;
    }
    layout.precision = Optional.of(number(format.length()).orElse(0));
  }

  private boolean peek(char c) {
    return at < format.length() && format.charAt(at) == c;
  }

  // Digits from here on; a number that is too large swallows all up to the end.
  private Optional<Integer> number(int end) {
    int value = 0;
    boolean any = false;
    while (at < end && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      if (value > WIDEST) {
        at = end;
        return Optional.empty();
      }
      value = value * 10 + (format.charAt(at) - '0');
      any = true;
      at++;
    }
    return any ? Optional.of(value) : Optional.empty();
  }

  private Optional<Integer> integerArgument() {
    if (argument >= arguments.size()) {
      return Optional.empty();
    }
    Object value = arguments.get(argument++);
    if (!(value instanceof Long || value instanceof Integer)) {
      return Optional.empty();
    }
    long number = ((Number) value).longValue();
    return number > WIDEST || number < -WIDEST ? Optional.empty() : Optional.of((int) number);
  }

  // [3]: the argument to take next, counted from 1.
  private void index() {
    afterIndex = false;
    if (!peek('[')) {
      return;
    }
    reordered = true;
    int open = at;
    int close = format.indexOf(']', open + 1);
    if (GoString.length(format.substring(open)) < 3 || close < 0) {
      at = open + 1;
      goodIndex = false;
      return;
    }
    at = open + 1;
    Optional<Integer> number = number(close);
    boolean well = number.isPresent() && at == close;
    at = close + 1;
    afterIndex = well;
    if (well && number.get() >= 1 && number.get() <= arguments.size()) {
      argument = number.get() - 1;
    } else {
      goodIndex = false;
    }
  }

  private void extra() {
    printer.append("%!(EXTRA ");
    for (int i = argument; i < arguments.size(); i++) {
      if (i > argument) {
        printer.append(", ");
      }
      Object value = arguments.get(i);
      if (value instanceof GoNil) {
        printer.append("<nil>");
      } else {
        printer.append(GoPrinter.typeName(value) + "=");
        printer.argument(value, 'v', new Layout());
      }
    }
    printer.append(")");
  }

  /// Flags, width and precision of one directive.
  static final class Layout {
    boolean sharp;
    boolean sharpValue;
    boolean plus;
    boolean plusValue;
    boolean minus;
    boolean zero;
    boolean space;
    Optional<Integer> width = Optional.empty();
    Optional<Integer> precision = Optional.empty();
  }
}
