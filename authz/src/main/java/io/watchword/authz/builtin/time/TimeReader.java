package io.watchword.authz.builtin.time;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.time.GoLayout.Part;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads a time in a layout, with Go's leniency and Go's messages. Works on bytes. One use, one
/// thread.
final class TimeReader {

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
  private static final Set<String> ODD_ZONES = Set.of("ChST", "MeST");

  private final String layout;
  private final String text;
  private String rest;
  private String outOfRange = "";

  private int year;
  private int month = -1;
  private int day = -1;
  private int dayOfYear = -1;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private boolean morning;
  private boolean afternoon;
  private int offset;

  private TimeReader(String layout, String text) {
    this.layout = layout;
    this.text = text;
    this.rest = text;
  }

  /// The element cannot be read from what is left.
  private static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mismatch() {
      super("mismatch", null, false, false);
    }
  }

  static Instant read(String layout, String text) {
    return new TimeReader(GoString.latin(layout), GoString.latin(text)).run();
  }

  private Instant run() {
    List<Part> parts = GoLayout.parts(layout);
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      literal(part.literal());
      if (part.element().isEmpty()) {
        if (!rest.isEmpty()) {
          throw failed(": extra text: " + quote(rest));
        }
        break;
      }
      String before = rest;
      try {
        element(part, i + 1 < parts.size() ? parts.get(i + 1) : part);
      } catch (Mismatch mismatch) {
        if (outOfRange.isEmpty()) {
          throw cannotParse(before, part.element());
        }
      }
      if (!outOfRange.isEmpty()) {
        throw failed(": " + outOfRange + " out of range");
      }
    }
    return instant();
  }

  // A space in the layout stands for any number of them.
  private void literal(String prefix) {
    int at = 0;
    while (at < prefix.length()) {
      if (prefix.charAt(at) == ' ') {
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
          throw cannotParse(rest, prefix);
        }
        at = afterSpaces(prefix, at);
        rest = rest.substring(afterSpaces(rest, 0));
      } else if (rest.isEmpty() || rest.charAt(0) != prefix.charAt(at)) {
        throw cannotParse(rest, prefix);
      } else {
        at++;
        rest = rest.substring(1);
      }
    }
  }

  private static int afterSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private void element(Part part, Part next) {
    switch (part.element()) {
      case "06" -> {
        int two = integer(take(2));
        year = two >= 69 ? two + 1900 : two + 2000;
      }
      case "2006" -> {
        if (!digit(rest, 0)) {
          throw new Mismatch();
        }
        year = integer(take(4));
      }
      case "Jan" -> month = name(MONTHS, 3) + 1;
      case "January" -> month = name(MONTHS, 99) + 1;
      case "1", "01" -> {
        month = number(part.element().length() == 2);
        limit(month >= 1 && month <= 12, "month");
      }
      case "Mon" -> name(DAYS, 3);
      case "Monday" -> name(DAYS, 99);
      case "2", "_2", "02" -> {
        skipSpace(part.element().equals("_2"));
        day = number(part.element().equals("02"));
      }
      case "__2", "002" -> {
        skipSpace(part.element().equals("__2"));
        skipSpace(part.element().equals("__2"));
        dayOfYear = three(part.element().equals("002"));
      }
      case "15" -> {
        hour = number(false);
        limit(hour < 24, "hour");
      }
      case "3", "03" -> {
        hour = number(part.element().length() == 2);
        limit(hour <= 12, "hour");
      }
      case "4", "04" -> {
        minute = number(part.element().length() == 2);
        limit(minute < 60, "minute");
      }
      case "5", "05" -> {
        second = number(part.element().length() == 2);
        limit(second < 60, "second");
        unaskedFraction(next);
      }
      case "PM", "pm" -> half(part.element());
      case "MST" -> namedZone();
      default -> {
        if (part.isFraction()) {
          fraction(part.element());
        } else {
          numericZone(part.element());
        }
      }
    }
  }

  private void limit(boolean fine, String what) {
    if (!fine) {
      outOfRange = what;
    }
  }

  private String take(int count) {
    if (rest.length() < count) {
      throw new Mismatch();
    }
    String taken = rest.substring(0, count);
    rest = rest.substring(count);
    return taken;
  }

  private static boolean digit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static int integer(String text) {
    if (!text.matches("[-+]?[0-9]+")) {
      throw new Mismatch();
    }
    return Integer.parseInt(text);
  }

  private void skipSpace(boolean allowed) {
    if (allowed && rest.startsWith(" ")) {
      rest = rest.substring(1);
    }
  }

  // One or two digits; exactly two where `fixed`.
  private int number(boolean fixed) {
    if (!digit(rest, 0) || (fixed && !digit(rest, 1))) {
      throw new Mismatch();
    }
    return integer(take(digit(rest, 1) ? 2 : 1));
  }

  private int three(boolean fixed) {
    int count = 0;
    while (count < 3 && digit(rest, count)) {
      count++;
    }
    if (count == 0 || (fixed && count != 3)) {
      throw new Mismatch();
    }
    return integer(take(count));
  }

  private int name(List<String> names, int length) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).substring(0, Math.min(length, names.get(i).length()));
      if (rest.length() >= name.length()
          && rest.substring(0, name.length())
              .toLowerCase(Locale.ROOT)
              .equals(name.toLowerCase(Locale.ROOT))) {
        rest = rest.substring(name.length());
        return i;
      }
    }
    throw new Mismatch();
  }

  // Seconds may have a fraction that the layout does not show.
  private void unaskedFraction(Part next) {
    if (!outOfRange.isEmpty() || !point(rest) || !digit(rest, 1)) {
      return;
    }
    boolean asked = next.isFraction();
    if (!asked) {
      fractionDigits();
    }
  }

  private static boolean point(String text) {
    return text.startsWith(".") || text.startsWith(",");
  }

  private void fractionDigits() {
    int count = 1;
    while (digit(rest, count)) {
      count++;
    }
    nanos(take(count));
  }

  private void nanos(String fraction) {
    if (!point(fraction)) {
      throw new Mismatch();
    }
    String digits = fraction.substring(1, Math.min(10, fraction.length()));
    int value = integer(digits);
    if (value < 0) {
      outOfRange = "fractional second";
      return;
    }
    for (int i = digits.length(); i < 9; i++) {
      value *= 10;
    }
    nanos = value;
  }

  private void fraction(String element) {
    if (element.charAt(1) == '0') {
      nanos(take(element.length()));
    } else if (rest.length() >= 2 && point(rest) && digit(rest, 1)) {
      fractionDigits();
    }
  }

  private void half(String element) {
    String half = take(2);
    afternoon = half.equals(element);
    morning = half.equals(element.equals("PM") ? "AM" : "am");
    if (!afternoon && !morning) {
      throw new Mismatch();
    }
  }

  private void numericZone(String element) {
    if (element.startsWith("Z") && rest.startsWith("Z")) {
      rest = rest.substring(1);
      offset = 0;
      return;
    }
    boolean colon = element.indexOf(':') >= 0;
    String zone = rest;
    String taken = take(element.length());
    if (colon && (taken.charAt(3) != ':' || (taken.length() > 6 && taken.charAt(6) != ':'))) {
      rest = zone;
      throw new Mismatch();
    }
    String digits = taken.substring(1).replace(":", "");
    int hours = two(digits, 0);
    int minutes = two(digits, 2);
    int seconds = two(digits, 4);
    limit(hours <= 24, "time zone offset hour");
    limit(minutes <= 60, "time zone offset minute");
    limit(seconds <= 60, "time zone offset second");
    if (taken.charAt(0) != '+' && taken.charAt(0) != '-') {
      throw new Mismatch();
    }
    int total = (hours * 60 + minutes) * 60 + seconds;
    offset = taken.charAt(0) == '-' ? -total : total;
  }

  private static int two(String digits, int at) {
    if (at >= digits.length()) {
      return 0;
    }
    if (!digit(digits, at) || !digit(digits, at + 1)) {
      throw new Mismatch();
    }
    return integer(digits.substring(at, at + 2));
  }

  // A name says nothing about the offset, not even GMT+2.
  private void namedZone() {
    if (rest.startsWith("UTC")) {
      take(3);
      return;
    }
    if (rest.length() < 3) {
      throw new Mismatch();
    }
    if (rest.length() >= 4 && ODD_ZONES.contains(rest.substring(0, 4))) {
      take(4);
    } else if (rest.startsWith("GMT")) {
      take(3);
      take(signedOffset(rest));
    } else if (rest.startsWith("+") || rest.startsWith("-")) {
      int length = signedOffset(rest);
      if (length == 0) {
        throw new Mismatch();
      }
      take(length);
    } else {
      take(upperCaseZone());
    }
  }

  private static int signedOffset(String text) {
    if (!text.startsWith("+") && !text.startsWith("-")) {
      return 0;
    }
    int end = 1;
    while (digit(text, end)) {
      end++;
    }
    boolean fine = end > 1 && end <= 12 && Long.parseLong(text.substring(1, end)) <= 23;
    return fine ? end : 0;
  }

  private int upperCaseZone() {
    int count = 0;
    while (count < 6
        && count < rest.length()
        && rest.charAt(count) >= 'A'
        && rest.charAt(count) <= 'Z') {
      count++;
    }
    boolean fine =
        count == 3
            || (count == 4 && (rest.charAt(3) == 'T' || rest.startsWith("WITA")))
            || (count == 5 && rest.charAt(4) == 'T');
    if (!fine) {
      throw new Mismatch();
    }
    return count;
  }

  private Instant instant() {
    if (afternoon && hour < 12) {
      hour += 12;
    } else if (morning && hour == 12) {
      hour = 0;
    }
    if (dayOfYear >= 0) {
      fromDayOfYear();
    } else {
      month = month < 0 ? 1 : month;
      day = day < 0 ? 1 : day;
    }
    if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
      throw failed(": day out of range");
    }
    return LocalDateTime.of(year, month, day, hour, minute, second, nanos)
        .minusSeconds(offset)
        .toInstant(ZoneOffset.UTC);
  }

  private void fromDayOfYear() {
    if (dayOfYear < 1 || dayOfYear > Year.of(year).length()) {
      throw failed(": day-of-year out of range");
    }
    int monthThen = Year.of(year).atDay(dayOfYear).getMonthValue();
    int dayThen = Year.of(year).atDay(dayOfYear).getDayOfMonth();
    if (month >= 0 && month != monthThen) {
      throw failed(": day-of-year does not match month");
    }
    if (day >= 0 && day != dayThen) {
      throw failed(": day-of-year does not match day");
    }
    month = monthThen;
    day = dayThen;
  }

  private BuiltinFailedException cannotParse(String what, String element) {
    return new BuiltinFailedException(
        "parsing time %s as %s: cannot parse %s as %s"
            .formatted(quote(text), quote(layout), quote(what), quote(element)));
  }

  private BuiltinFailedException failed(String message) {
    return new BuiltinFailedException("parsing time " + quote(text) + message);
  }

  // ASCII alone, each other byte escaped.
  private static String quote(String bytes) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c >= 0x80 || c < ' ') {
        out.append("\\x%02x".formatted((int) c));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return out.append('"').toString();
  }
}
