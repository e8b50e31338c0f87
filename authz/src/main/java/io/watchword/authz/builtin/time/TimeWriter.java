package io.watchword.authz.builtin.time;

import io.watchword.authz.builtin.time.GoLayout.Part;
import io.watchword.authz.builtin.time.Zones.Zone;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/// Writes a time in a layout. One use, one thread.
final class TimeWriter {

  private final LocalDateTime time;
  private final int offset;
  private final String zone;
  private final StringBuilder out = new StringBuilder();

  private TimeWriter(Instant instant, Zone zone) {
    this.offset = zone.offset(instant);
    this.zone = zone.abbreviation(instant);
    this.time =
        LocalDateTime.ofEpochSecond(
            instant.getEpochSecond() + offset, instant.getNano(), ZoneOffset.UTC);
  }

  static String write(Instant instant, Zone zone, String layout) {
    TimeWriter writer = new TimeWriter(instant, zone);
    for (Part part : GoLayout.parts(layout)) {
      writer.out.append(part.literal());
      writer.element(part);
    }
    return writer.out.toString();
  }

  private void element(Part part) {
    String element = part.element();
    switch (element) {
      case "" -> {}
      case "06" -> padded(Math.floorMod(time.getYear(), 100), 2);
      case "2006" -> padded(time.getYear(), 4);
      case "Jan" -> out.append(name(time.getMonth().name()), 0, 3);
      case "January" -> out.append(name(time.getMonth().name()));
      case "1" -> padded(time.getMonthValue(), 1);
      case "01" -> padded(time.getMonthValue(), 2);
      case "Mon" -> out.append(name(time.getDayOfWeek().name()), 0, 3);
      case "Monday" -> out.append(name(time.getDayOfWeek().name()));
      case "2" -> padded(time.getDayOfMonth(), 1);
      case "_2" -> spaced(time.getDayOfMonth(), 2);
      case "02" -> padded(time.getDayOfMonth(), 2);
      case "__2" -> spaced(time.getDayOfYear(), 3);
      case "002" -> padded(time.getDayOfYear(), 3);
      case "15" -> padded(time.getHour(), 2);
      case "3" -> padded(hour12(), 1);
      case "03" -> padded(hour12(), 2);
      case "4" -> padded(time.getMinute(), 1);
      case "04" -> padded(time.getMinute(), 2);
      case "5" -> padded(time.getSecond(), 1);
      case "05" -> padded(time.getSecond(), 2);
      case "PM" -> out.append(time.getHour() >= 12 ? "PM" : "AM");
      case "pm" -> out.append(time.getHour() >= 12 ? "pm" : "am");
      case "MST" -> {
        if (zone.isEmpty()) {
          numericZone("-0700");
        } else {
          out.append(zone);
        }
      }
      default -> {
        if (part.isFraction()) {
          fraction(element);
        } else {
          numericZone(element);
        }
      }
    }
  }

  private static String name(String upper) {
    return upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT);
  }

  private int hour12() {
    int hour = time.getHour() % 12;
    return hour == 0 ? 12 : hour;
  }

  private void padded(int number, int width) {
    String digits = String.valueOf(number);
    out.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }

  private void spaced(int number, int width) {
    String digits = String.valueOf(number);
    out.append(" ".repeat(Math.max(0, width - digits.length()))).append(digits);
  }

  private void fraction(String element) {
    String nanos = "%09d".formatted(time.getNano());
    int digits = element.length() - 1;
    String shown = nanos.substring(0, Math.min(9, digits));
    if (element.charAt(1) == '9') {
      int end = shown.length();
      while (end > 0 && shown.charAt(end - 1) == '0') {
        end--;
      }
      shown = shown.substring(0, end);
      if (end == 0) {
        return;
      }
    }
    out.append(element.charAt(0)).append(shown);
  }

  private void numericZone(String element) {
    if (element.startsWith("Z") && offset == 0) {
      out.append('Z');
      return;
    }
    // Minutes towards zero, so that the sign of less than a minute is lost as in Go.
    int minutes = offset / 60;
    out.append(minutes < 0 ? '-' : '+');
    int absolute = minutes < 0 ? -offset : offset;
    padded(Math.abs(minutes) / 60, 2);
    boolean colon = element.indexOf(':') >= 0;
    if (element.length() > 3) {
      out.append(colon ? ":" : "");
      padded(Math.abs(minutes) % 60, 2);
    }
    if (element.length() >= 7) {
      out.append(colon ? ":" : "");
      padded(Math.abs(absolute) % 60, 2);
    }
  }
}
