package io.watchword.platform.bootstrap.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/// A log line for people: `12:00:00.123 INFO svid rotated spiffe_id=spiffe://... (Logger)`.
/// Thread-safe: no state.
final class ConsoleEncoder extends EncoderBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(200);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), out);
    out.append(' ').append(event.getLevel());
    out.repeat(" ", 6 - event.getLevel().toString().length());
    out.append(oneLine(event.getFormattedMessage()));
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields != null) {
      fields.forEach(f -> out.append(' ').append(f.key).append('=').append(value(f.value)));
    }
    out.append(" (").append(shortName(event.getLoggerName())).append(")\n");
    if (event.getThrowableProxy() != null) {
      out.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private static String value(Object value) {
    String text = oneLine(String.valueOf(value));
    return text.isEmpty() || text.contains(" ") ? "\"" + text.replace("\"", "'") + "\"" : text;
  }

  // Fields carry what peers sent: no line of ours may begin in the middle of one.
  private static String oneLine(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.chars().forEach(c -> out.append(Character.isISOControl(c) ? ' ' : (char) c));
    return out.toString();
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
