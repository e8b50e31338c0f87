package io.watchword.platform.bootstrap.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class EncoderTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.250Z");

  @Test
  void json_event_hasItsFields() {
    assertThat(encode(new JsonEncoder(), "svid rotated", "a\nb"))
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00.250Z\",\"level\":\"WARN\",\"logger\":\"io.watchword.Thing\",\"thread\":\"main\",\"message\":\"svid"
                + " rotated\",\"spiffe_id\":\"a\\n"
                + "b\",\"count\":3,\"map\":{\"k\":\"v\"}}\n");
  }

  @Test
  void json_anyCharacter_isReadBack() throws IOException {
    String text = "\u0000\"\\\t\u2028 \ud83d\ude00 \ud83d é";
    JsonNode node = new ObjectMapper().readTree(encode(new JsonEncoder(), text, "x"));
    assertThat(node.path("message").asText()).isEqualTo(text);
  }

  @Test
  void console_event_isOneLine() {
    assertThat(encode(new ConsoleEncoder(), "svid rotated", "a\nb"))
        .endsWith(" WARN  svid rotated spiffe_id=\"a b\" count=3 map={k=v} (Thing)\n")
        .doesNotContain("a\nb");
  }

  @ParameterizedTest
  @CsvSource({"'', INFO", "debug, DEBUG", "WARN, WARN", "nonsense, INFO"})
  void level_ofTheEnvironment(String text, String level) {
    assertThat(LogSetup.level(Map.of("WATCHWORD_LOG_LEVEL", text))).isEqualTo(Level.valueOf(level));
  }

  private static String encode(Encoder<ILoggingEvent> encoder, String message, String field) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLoggerName("io.watchword.Thing");
    event.setThreadName("main");
    event.setLevel(Level.WARN);
    event.setMessage(message);
    event.setInstant(TIME);
    event.addKeyValuePair(new KeyValuePair("spiffe_id", field));
    event.addKeyValuePair(new KeyValuePair("count", 3));
    event.addKeyValuePair(new KeyValuePair("map", Map.of("k", "v")));
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
