package io.watchword.ca.authority;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The states that rotations reached, each on disk before the next effect. One thread at a time.
final class RotationJournal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A line: the whole rotation as it stands after the step, and what made it so.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      String rotation,
      RotationState state,
      long at,
      String oldRoot,
      String newRoot,
      Set<String> without,
      String operator,
      String reason) {}

  private final Ledger ledger;
  private final List<Rotation> rotations = new ArrayList<>();

  private RotationJournal(Ledger ledger) {
    this.ledger = ledger;
    follow(ledger.lines());
  }

  static RotationJournal open(Ledger ledger) {
    RotationJournal journal = new RotationJournal(ledger);
    ledger.onForeign(journal::follow);
    return journal;
  }

  synchronized void append(Rotation rotation, String reason) {
    Line line =
        new Line(
            rotation.id(),
            rotation.state(),
            rotation.since().toEpochMilli(),
            rotation.oldRootSha256(),
            rotation.newRootSha256(),
            rotation.without(),
            rotation.operator(),
            reason);
    try {
      ledger.append(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
    remember(rotation);
  }

  /// The newest state of each rotation, oldest rotation first.
  synchronized List<Rotation> all() {
    return List.copyOf(rotations);
  }

  synchronized Optional<Rotation> newest() {
    return rotations.isEmpty() ? Optional.empty() : Optional.of(rotations.getLast());
  }

  @Override
  public void close() {
    ledger.close();
  }

  private synchronized void follow(List<JournalLine> lines) {
    lines.forEach(line -> remember(rotation(read(line.body()))));
  }

  private void remember(Rotation rotation) {
    if (!rotations.isEmpty() && rotations.getLast().id().equals(rotation.id())) {
      rotations.removeLast();
    }
    rotations.add(rotation);
  }

  private static Rotation rotation(Line line) {
    return new Rotation(
        line.rotation(),
        line.state(),
        Instant.ofEpochMilli(line.at()),
        line.oldRoot(),
        line.newRoot(),
        line.without(),
        line.operator());
  }

  private static Line read(String body) {
    try {
      return JSON.readValue(body, Line.class);
    } catch (JsonProcessingException e) {
      throw new AuthorityException(
          "ca/authority-journal", "a line of the rotation journal cannot be read", e);
    }
  }
}
