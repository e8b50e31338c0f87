package io.watchword.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.api.record.AuditRecord;
import io.watchword.api.record.CaRecord;
import io.watchword.api.record.PolicyRecord;
import io.watchword.api.record.ProcessRecord;
import io.watchword.api.record.TrafficRecord;
import io.watchword.api.record.UnknownRecord;
import io.watchword.tests.kit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordJsonTest {

  private static final Instant TIME = FakeClock.START;

  static Stream<AuditRecord> records() {
    return Stream.of(
        new CaRecord.Issuance(
            "workload",
            "spiffe://a/b",
            "0f",
            "aa",
            "01",
            "bb",
            TIME,
            TIME.plusSeconds(60),
            "agent",
            "e",
            List.of("unix:uid:0")),
        new CaRecord.KeyCustody("root", "embedded", "EC", "aa", Map.of("exportable", "true")),
        new PolicyRecord.PolicyInventory(
            "sha256:00", List.of(new PolicyRecord.Rule("id", "a.yaml:1", "deny"))),
        new ProcessRecord.Heartbeat("proxy-1", 3, 1),
        AuditLogFixture.denial(1),
        new TrafficRecord.Allowed("request", "a", "b", "w", "r:1", "r", "sha256:00", 12, 10),
        new UnknownRecord("new-thing", Map.of("count", 3, "names", List.of("a"))));
  }

  @ParameterizedTest
  @MethodSource("records")
  void read_written_isTheSame(AuditRecord record) {
    RecordJson.Timed read = RecordJson.read(RecordJson.write(record, TIME));
    assertThat(read).isEqualTo(new RecordJson.Timed(TIME, record));
  }

  @Test
  void write_record_hasTypeTimeAndSnakeCaseKeys() {
    assertThat(
            text(
                RecordJson.write(
                    new PolicyRecord.PolicyActivation(
                        "proxy-1", "activated", "sha256:00", "sha256:00", "r1", ""),
                    TIME)))
        .isEqualTo(
            "{\"type\":\"policy-activation\",\"time\":\"2026-03-01T12:00:00Z\",\"source\":\"proxy-1\",\"outcome\":\"activated\","
                + "\"digest\":\"sha256:00\",\"in_force\":\"sha256:00\",\"revision\":\"r1\",\"reason\":\"\"}");
  }

  @Test
  void read_keyMissing_isEmpty() {
    assertThat(
            RecordJson.read(
                    bytes("{\"type\":\"heartbeat\",\"time\":\"2026-03-01T12:00:00Z\",\"later\":1}"))
                .record())
        .isEqualTo(new ProcessRecord.Heartbeat("", 0, 0));
  }

  @Test
  void read_typeNotKnown_keepsTheFields() {
    assertThat(
            RecordJson.read(
                    bytes(
                        "{\"type\":\"later\",\"time\":\"2026-03-01T12:00:00Z\",\"a_b\":{\"c\":true}}"))
                .record())
        .isEqualTo(new UnknownRecord("later", Map.of("a_b", Map.of("c", true))));
  }

  @Test
  void read_noJson_isRefused() {
    assertThatThrownBy(() -> RecordJson.read(bytes("nonsense")))
        .isInstanceOf(AuditLogRefusedException.class)
        .hasMessage("platform/audit-record-unreadable: a record is no JSON object with a time");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
