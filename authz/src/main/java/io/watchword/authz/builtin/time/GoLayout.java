package io.watchword.authz.builtin.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A layout written as an example, `Mon Jan 2 15:04:05 2006`, cut into its parts. Stateless.
final class GoLayout {

  private static final Map<String, String> NAMED =
      Map.of(
          "ANSIC", "Mon Jan _2 15:04:05 2006",
          "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
          "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
          "RFC822", "02 Jan 06 15:04 MST",
          "RFC822Z", "02 Jan 06 15:04 -0700",
          "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
          "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
          "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
          "RFC3339", "2006-01-02T15:04:05Z07:00",
          "RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00");

  // Longer before shorter where one starts the other.
  private static final List<String> ELEMENTS =
      List.of(
          "January",
          "Jan",
          "Monday",
          "Mon",
          "MST",
          "002",
          "01",
          "02",
          "03",
          "04",
          "05",
          "06",
          "15",
          "1",
          "2006",
          "2",
          "_2006",
          "__2",
          "_2",
          "3",
          "4",
          "5",
          "PM",
          "pm",
          "-070000",
          "-07:00:00",
          "-0700",
          "-07:00",
          "-07",
          "Z070000",
          "Z07:00:00",
          "Z0700",
          "Z07:00",
          "Z07");

  private GoLayout() {}

  /// Text as it is, then an element; no element at the end of the layout.
  record Part(String literal, String element) {

    boolean isFraction() {
      return element.startsWith(".") || element.startsWith(",");
    }
  }

  /// The layout itself, or the one that a constant of Go's names.
  static String named(String layout) {
    return NAMED.getOrDefault(layout, layout);
  }

  static List<Part> parts(String layout) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < layout.length()) {
      String element = elementAt(layout, at);
      if (element.isEmpty()) {
        at++;
        continue;
      }
      // A year after an underscore: the underscore is text.
      boolean year = element.equals("_2006");
      parts.add(new Part(layout.substring(from, year ? at + 1 : at), year ? "2006" : element));
      at += element.length();
      from = at;
    }
    parts.add(new Part(layout.substring(from), ""));
    return parts;
  }

  private static String elementAt(String layout, int at) {
    char c = layout.charAt(at);
    if (c == '.' || c == ',') {
      return fraction(layout, at);
    }
    for (String element : ELEMENTS) {
      if (layout.startsWith(element, at)) {
        boolean short3 = element.equals("Jan") || element.equals("Mon");
        int after = at + element.length();
        boolean inWord =
            short3
                && after < layout.length()
                && layout.charAt(after) >= 'a'
                && layout.charAt(after) <= 'z';
        return inWord ? "" : element;
      }
    }
    return "";
  }

  private static String fraction(String layout, int at) {
    int to = at + 1;
    char digit = to < layout.length() ? layout.charAt(to) : ' ';
    if (digit != '0' && digit != '9') {
      return "";
    }
    while (to < layout.length() && layout.charAt(to) == digit) {
      to++;
    }
    boolean more = to < layout.length() && layout.charAt(to) >= '0' && layout.charAt(to) <= '9';
    return more ? "" : layout.substring(at, to);
  }
}
