package io.watchword.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.platform.audit.AuditEntry;
import io.watchword.platform.audit.AuditLogReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A record out of a log, checked against the signed tree.
///
/// @param log the folder's name
record ReadRecord(String log, AuditEntry entry) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Hands over each record of a log, in order.
  static void each(Path folder, Consumer<ReadRecord> consumer) {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    try (Stream<AuditEntry> entries = AuditLogReader.read(folder)) {
      entries.forEach(entry -> consumer.accept(new ReadRecord(name, entry)));
    }
  }

  /// The last `count` of all records of `folders`, by time.
  static List<ReadRecord> last(List<Path> folders, int count) {
    List<ReadRecord> candidates = new ArrayList<>();
    for (Path folder : folders) {
      Deque<ReadRecord> last = new ArrayDeque<>();
      each(
          folder,
          record -> {
            last.addLast(record);
            if (last.size() > count) {
              last.removeFirst();
            }
          });
      candidates.addAll(last);
    }
    candidates.sort(Comparator.comparing(record -> record.entry().time()));
    return candidates.subList(Math.max(0, candidates.size() - count), candidates.size());
  }

  /// `{"log": ..., "index": ..., "record": {...}}`, the record as it was signed.
  String json() {
    return "{\"log\":"
        + JSON.getNodeFactory().textNode(log)
        + ",\"index\":"
        + entry.index()
        + ",\"record\":"
        + new String(entry.raw(), StandardCharsets.UTF_8)
        + "}";
  }

  /// The same as a document.
  Object document() {
    return tree(json());
  }

  /// For people: time, place, type, and what the record says. JSON keeps control characters out.
  String line() {
    JsonNode record = tree(new String(entry.raw(), StandardCharsets.UTF_8));
    String type = record.path("type").asText();
    if (record instanceof ObjectNode fields) {
      fields.remove(List.of("type", "time"));
    }
    return entry.time() + "  " + log + "#" + entry.index() + "  " + type + "  " + record;
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the reader let a record pass that is no JSON", e);
    }
  }
}
