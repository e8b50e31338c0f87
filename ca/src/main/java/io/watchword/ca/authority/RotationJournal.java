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
import java.util.concurrent.CopyOnWriteArrayList;

/// The states that rotations reached, each on disk before the next effect. Thread-safe by one lock,
/// which is not held while the ledger is written.
final class RotationJournal implements AutoCloseable {
  /// Code of an append that came too late.
  static final String MOVED = "ca/rotation-moved";

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
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private RotationJournal(Ledger ledger) {
    this.ledger = ledger;
    follow(ledger.lines());
  }

  static RotationJournal open(Ledger ledger) {
    RotationJournal journal = new RotationJournal(ledger);
    ledger.onForeign(journal::follow);
    return journal;
  }

  /// Writes that `from`, the newest rotation, became `to`.
  ///
  /// @param before runs first, when it is sure that `from` still is the newest
  /// @throws AuthorityException `ca/rotation-moved` where another CA was faster
  void append(Optional<Rotation> from, Rotation to, String reason, Runnable before) {
    ledger.exclusively(
        () -> {
          if (!newest().equals(from)) {
            throw new AuthorityException(MOVED, "another CA moved the rotation at the same time");
          }
          before.run();
          write(to, reason);
          return to;
        });
  }

  private void write(Rotation rotation, String reason) {
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
    synchronized (this) {
      remember(rotation);
    }
  }

  /// Runs `listener` after each line of another CA.
  void onForeign(Runnable listener) {
    listeners.add(listener);
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

  private void follow(List<JournalLine> lines) {
    synchronized (this) {
      lines.forEach(line -> remember(rotation(read(line.body()))));
    }
    listeners.forEach(Runnable::run);
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
