package io.watchword.authz.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/// The formats that `format` knows; one that is not known always matches. Stateless.
final class Formats {

  private static final java.util.regex.Pattern DATE =
      java.util.regex.Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
  // As Go reads 15:04:05: an hour of one digit, and any fraction.
  private static final java.util.regex.Pattern TIME =
      java.util.regex.Pattern.compile(
          "([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:[.,][0-9]+)?(Z|[+-]([0-9]{2}):([0-9]{2}))?");
  private static final Pattern HOSTNAME =
      Pattern.compile(
          "([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])"
              + "(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9]))*");
  private static final Pattern UUID =
      Pattern.compile("(?i)[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}");
  private static final Pattern TEMPLATE = Pattern.compile("([^{]*(\\{[^}]*\\})?)*");
  private static final Pattern POINTER = Pattern.compile("(?:/(?:[^~/]|~0|~1)*)*");
  private static final Pattern RELATIVE_POINTER =
      Pattern.compile("(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)");
  // RFC 5322: an address, by itself or in angle brackets after a name.
  private static final Pattern EMAIL =
      Pattern.compile(
          "\\s*(?:(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^<>@,;:\\\\\"\\[\\]()]*)?\\s*<ADDRESS>|ADDRESS)\\s*"
              .replace(
                  "ADDRESS",
                  "(?:[^\\x00-\\x20\\x7f()<>\\[\\]:;@\\\\,.\"]+"
                      + "(?:\\.[^\\x00-\\x20\\x7f()<>\\[\\]:;@\\\\,.\"]+)*"
                      + "|\"(?:[^\"\\\\]|\\\\.)*\")"
                      + "@(?:[^\\x00-\\x20\\x7f()<>\\[\\]:;@\\\\,.\"]+"
                      + "(?:\\.[^\\x00-\\x20\\x7f()<>\\[\\]:;@\\\\,.\"]+)*"
                      + "|\\[[^\\[\\]\\\\]*\\])"));

  private static final Map<String, Predicate<String>> ALL =
      Map.ofEntries(
          Map.entry("date", Formats::isDate),
          Map.entry("time", Formats::isTime),
          Map.entry("date-time", Formats::isDateTime),
          Map.entry("hostname", text -> HOSTNAME.matches(text) && text.length() < 256),
          Map.entry("email", EMAIL::matches),
          Map.entry("idn-email", EMAIL::matches),
          Map.entry("ipv4", text -> text.contains(".") && IpText.isAddress(text)),
          Map.entry("ipv6", text -> text.contains(":") && IpText.isAddress(text)),
          Map.entry("uri", Formats::isUri),
          Map.entry("uri-reference", Formats::isUriReference),
          Map.entry("iri", Formats::isUri),
          Map.entry("iri-reference", Formats::isUriReference),
          Map.entry("uri-template", Formats::isUriTemplate),
          Map.entry("uuid", UUID::matches),
          Map.entry("regex", Formats::isRegex),
          Map.entry("json-pointer", POINTER::matches),
          Map.entry("relative-json-pointer", RELATIVE_POINTER::matches));

  private Formats() {}

  static boolean matches(String format, String text) {
    Predicate<String> known = ALL.get(format);
    return known == null || known.test(text);
  }

  private static boolean isDate(String text) {
    Matcher date = DATE.matcher(text);
    if (!date.matches()) {
      return false;
    }
    try {
      LocalDate.of(number(date, 1), number(date, 2), number(date, 3));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static boolean isTime(String text) {
    Matcher time = TIME.matcher(text);
    return time.matches()
        && number(time, 1) < 24
        && number(time, 2) < 60
        && number(time, 3) < 60
        && (time.group(5) == null || (number(time, 5) <= 24 && number(time, 6) <= 60));
  }

  private static boolean isDateTime(String text) {
    if (isDate(text) || isTime(text)) {
      return true;
    }
    int middle = text.indexOf('T');
    return middle == 10
        && isDate(text.substring(0, middle))
        && isTime(text.substring(middle + 1))
        && hasZone(text.substring(middle + 1));
  }

  private static boolean hasZone(String time) {
    Matcher matcher = TIME.matcher(time);
    return matcher.matches() && matcher.group(4) != null;
  }

  private static boolean isUri(String text) {
    return !text.contains("\\")
        && Url.parse(text).filter(url -> url.scheme().isPresent()).isPresent();
  }

  private static boolean isUriReference(String text) {
    return !text.contains("\\") && Url.parse(text).isPresent();
  }

  private static boolean isUriTemplate(String text) {
    return !text.contains("\\")
        && Url.parse(text).filter(url -> TEMPLATE.matches(url.path())).isPresent();
  }

  private static boolean isRegex(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
