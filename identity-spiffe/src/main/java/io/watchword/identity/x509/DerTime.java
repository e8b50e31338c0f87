package io.watchword.identity.x509;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// The two ways a certificate writes a time.
final class DerTime {
  // [1] RFC 5280 §4.1.2.5.1, §4.1.2.5.2: seconds are there, the zone is `Z`, no fractions;
  // two-digit years from 50 on are 19xx.

  private DerTime() {}

  static Instant read(Der.Element element, String what) {
    boolean utc = element.tag() == Der.UTC_TIME;
    if (!utc && element.tag() != Der.GENERALIZED_TIME) {
      throw new MalformedCertificateException(what + " is no time");
    }
    String text = Der.ascii(element, what);
    int digits = utc ? 12 : 14;
    if (text.length() != digits + 1 || text.charAt(digits) != 'Z' || !isDigits(text, digits)) {
      throw new MalformedCertificateException(
          what + " is no time of the form YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ");
    }
    int year = utc ? century(number(text, 0, 2)) : number(text, 0, 4);
    int at = utc ? 2 : 4;
    try {
      return LocalDateTime.of(
              year,
              number(text, at, 2),
              number(text, at + 2, 2),
              number(text, at + 4, 2),
              number(text, at + 6, 2),
              number(text, at + 8, 2))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedCertificateException(what + " is no date of the calendar", e);
    }
  }

  private static int century(int year) {
    return year >= 50 ? 1900 + year : 2000 + year;
  }

  private static boolean isDigits(String text, int count) {
    for (int i = 0; i < count; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int count) {
    return Integer.parseInt(text, from, from + count, 10);
  }
}
