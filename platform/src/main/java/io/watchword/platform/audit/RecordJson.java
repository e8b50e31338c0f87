package io.watchword.platform.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.api.record.AuditRecord;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Audit records as JSON: one object with `snake_case` keys, `type` and `time` first. Thread-safe:
/// no state.
public final class RecordJson {

  /// A record and when it was written.
  public record Timed(Instant time, AuditRecord record) {}

  private RecordJson() {}

  /// The bytes that go into a log.
  public static byte[] write(AuditRecord record, Instant time) {
    return RecordWriter.write(record, time);
  }

  /// Reads what [#write] wrote, also of a later version: keys that are not known are passed over,
  /// keys that are not there are empty, and a type that is not known is an
  /// [io.watchword.api.record.UnknownRecord].
  public static Timed read(byte[] json) {
    try {
      JsonNode root = Reader.MAPPER.readTree(json);
      if (root == null || !root.isObject()) {
        throw new AuditLogRefusedException(
            "platform/audit-record-unreadable", "a record is no JSON object");
      }
      Instant time = Instant.parse(root.path("time").asText());
      return new Timed(time, RecordBinding.bind(root.path("type").asText(), root));
    } catch (IOException | DateTimeParseException e) {
      throw unreadable(e);
    }
  }

  private static AuditLogRefusedException unreadable(Exception e) {
    return new AuditLogRefusedException(
        "platform/audit-record-unreadable", "a record is no JSON object with a time", e);
  }

  // Only for readers: roles that write start without these classes.
  private static final class Reader {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
