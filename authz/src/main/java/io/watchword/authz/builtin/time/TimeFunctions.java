package io.watchword.authz.builtin.time;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.StringOperands;
import io.watchword.authz.builtin.time.Zones.Zone;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// All functions of the family by name. Stateless.
public final class TimeFunctions {

  private static final String EXPECTED = "either number (ns) or [number (ns), string (tz)]";
  private static final long NANOS = 1_000_000_000L;
  private static final Instant FIRST = ofNanos(Long.MIN_VALUE);
  private static final Instant LAST = ofNanos(Long.MAX_VALUE);
  // Steps beyond these leave the range of 64 bits from anywhere in it.
  private static final long MOST_YEARS = 1_000;
  private static final long MOST_MONTHS = 20_000;
  private static final long MOST_DAYS = 1_000_000;

  private static final Map<String, Builtin> ALL =
      Map.of(
          "time.now_ns", (context, arguments) -> NumberValue.of(context.nowNanos()),
          "time.parse_ns", TimeFunctions::parse,
          "time.parse_rfc3339_ns", TimeFunctions::parseRfc3339,
          "time.parse_duration_ns", TimeFunctions::parseDuration,
          "time.format", TimeFunctions::format,
          "time.date", TimeFunctions::date,
          "time.clock", TimeFunctions::clock,
          "time.weekday", TimeFunctions::weekday,
          "time.add_date", TimeFunctions::addDate,
          "time.diff", TimeFunctions::difference);

  private TimeFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static Instant ofNanos(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /// A moment, where it is looked at from, and how it is to be shown.
  private record Moment(Instant instant, Zone zone, String layout) {

    LocalDateTime local() {
      return LocalDateTime.ofEpochSecond(
          instant.getEpochSecond() + zone.offset(instant), instant.getNano(), ZoneOffset.UTC);
    }
  }

  private static Value parse(BuiltinContext context, Value[] arguments) {
    String layout = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    context.spend(1 + (layout.length() + text.length()) / 10);
    return nanos(TimeReader.read(GoLayout.named(layout), text));
  }

  private static Value parseRfc3339(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 10);
    return nanos(TimeReader.read(GoLayout.named("RFC3339"), text));
  }

  private static Value nanos(Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw outside();
    }
    // The seconds of the first moment alone would overflow.
    return NumberValue.of(
        instant.getEpochSecond() >= 0
            ? instant.getEpochSecond() * NANOS + instant.getNano()
            : (instant.getEpochSecond() + 1) * NANOS + (instant.getNano() - NANOS));
  }

  private static BuiltinFailedException outside() {
    return new BuiltinFailedException("time outside of valid range");
  }

  private static Value parseDuration(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 5);
    return NumberValue.of(GoDuration.parse(text));
  }

  private static Value format(BuiltinContext context, Value[] arguments) {
    Moment moment = moment(arguments, 0);
    String layout = GoLayout.named(moment.layout.isEmpty() ? "RFC3339Nano" : moment.layout);
    context.spend(1 + layout.length() / 5);
    return new StringValue(TimeWriter.write(moment.instant, moment.zone, layout));
  }

  private static Value date(BuiltinContext context, Value[] arguments) {
    LocalDateTime time = moment(arguments, 0).local();
    return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
  }

  private static Value clock(BuiltinContext context, Value[] arguments) {
    LocalDateTime time = moment(arguments, 0).local();
    return numbers(time.getHour(), time.getMinute(), time.getSecond());
  }

  private static Value weekday(BuiltinContext context, Value[] arguments) {
    String day = moment(arguments, 0).local().getDayOfWeek().name();
    return new StringValue(day.charAt(0) + day.substring(1).toLowerCase(Locale.ROOT));
  }

  private static Value numbers(int... numbers) {
    List<Value> values = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      values.add(NumberValue.of(number));
    }
    return ArrayValue.of(values);
  }

  private static Value addDate(BuiltinContext context, Value[] arguments) {
    Moment moment = moment(arguments, 0);
    long years = StringOperands.integer(arguments, 1);
    long months = StringOperands.integer(arguments, 2);
    long days = StringOperands.integer(arguments, 3);
    if (beyond(years, MOST_YEARS) || beyond(months, MOST_MONTHS) || beyond(days, MOST_DAYS)) {
      throw outside();
    }
    LocalDateTime time = moment.local();
    // 31 January and a month is 3 March: days that a month has not go on into the next.
    LocalDate first = time.toLocalDate().withDayOfMonth(1).plusYears(years).plusMonths(months);
    LocalDateTime shifted =
        first.plusDays(time.getDayOfMonth() - 1L + days).atTime(time.toLocalTime());
    Instant asUtc = shifted.toInstant(ZoneOffset.UTC);
    int offset = moment.zone.offset(asUtc);
    if (offset != 0) {
      offset = moment.zone.offset(asUtc.minusSeconds(offset));
    }
    return nanos(asUtc.minusSeconds(offset));
  }

  private static boolean beyond(long step, long most) {
    return step > most || step < -most;
  }

  private static Value difference(BuiltinContext context, Value[] arguments) {
    Moment one = moment(arguments, 0);
    Moment other = moment(arguments, 1);
    LocalDateTime from = one.local();
    LocalDateTime to = new Moment(other.instant, one.zone, "").local();
    if (one.instant.isAfter(other.instant)) {
      LocalDateTime swap = from;
      from = to;
      to = swap;
    }
    int[] parts = {
      to.getYear() - from.getYear(),
      to.getMonthValue() - from.getMonthValue(),
      to.getDayOfMonth() - from.getDayOfMonth(),
      to.getHour() - from.getHour(),
      to.getMinute() - from.getMinute(),
      to.getSecond() - from.getSecond()
    };
    int[] sizes = {0, 12, from.toLocalDate().lengthOfMonth(), 24, 60, 60};
    for (int i = parts.length - 1; i > 0; i--) {
      if (parts[i] < 0) {
        parts[i] += sizes[i];
        parts[i - 1]--;
      }
    }
    return numbers(parts);
  }

  private static Moment moment(Value[] arguments, int position) {
    Value argument = arguments[position];
    if (argument instanceof NumberValue number) {
      return new Moment(instant(number), Zones.UTC, "");
    }
    if (!(argument instanceof ArrayValue array) || array.size() == 0) {
      throw BuiltinFailedException.operand(1, EXPECTED, argument.typeName());
    }
    // Whatever argument it is, OPA calls it the first.
    Value[] items = array.items().toArray(Value[]::new);
    NumberValue number = Operands.number(new Value[] {items[0]}, 0);
    Zone zone = items.length > 1 ? Zones.find(Operands.text(new Value[] {items[1]}, 0)) : Zones.UTC;
    String layout = items.length > 2 ? Operands.text(new Value[] {items[2]}, 0) : "";
    return new Moment(instant(number), zone, layout);
  }

  private static Instant instant(NumberValue number) {
    return number
        .toInteger()
        .filter(integer -> integer.bitLength() < Long.SIZE)
        .map(integer -> ofNanos(integer.longValue()))
        .orElseThrow(() -> new BuiltinFailedException("timestamp too big"));
  }
}
