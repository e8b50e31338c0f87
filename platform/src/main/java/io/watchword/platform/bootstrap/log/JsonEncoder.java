package io.watchword.platform.bootstrap.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// A log line as one JSON object: `time`, `level`, `logger`, `thread`, `message`, the event's own
/// fields, `error` with the stack trace. Thread-safe: no state.
final class JsonEncoder extends EncoderBase<ILoggingEvent> {

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(256).append('{');
    field(out, "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
    field(out, "level", event.getLevel().toString());
    field(out, "logger", event.getLoggerName());
    field(out, "thread", event.getThreadName());
    field(out, "message", event.getFormattedMessage());
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields != null) {
      fields.forEach(f -> field(out, f.key, f.value));
    }
    if (event.getThrowableProxy() != null) {
      field(out, "error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return out.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private static void field(StringBuilder out, String name, Object value) {
    if (out.length() > 1) {
      out.append(',');
    }
    string(out, name);
    out.append(':');
    value(out, value);
  }

  private static void value(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case Integer n -> out.append(n.intValue());
      case Long n -> out.append(n.longValue());
      case Boolean b -> out.append(b.booleanValue());
      case Map<?, ?> map -> {
        StringBuilder object = new StringBuilder("{");
        map.forEach((k, v) -> field(object, String.valueOf(k), v));
        out.append(object).append('}');
      }
      default -> string(out, String.valueOf(value));
    }
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
