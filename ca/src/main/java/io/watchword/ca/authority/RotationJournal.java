package io.watchword.ca.authority;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The states that rotations reached, each on disk before the next effect. Thread-safe by one lock,
/// which is not held while the ledger is written.
final class RotationJournal implements AutoCloseable {
  /// Code of an append that came too late.
  static final String MOVED = "ca/rotation-moved";

  private static final ObjectMapper JSON = new ObjectMapper();

  /// A line: the whole rotation as it stands after the step, and what made it so. Lines from before
  /// there was more than a root to rotate lack the later fields.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      String rotation,
      RotationState state,
      long at,
      String oldRoot,
      String newRoot,
      Set<String> without,
      String operator,
      String reason,
      @Nullable Set<RotationSubject> subjects,
      boolean compromised,
      long startedAt,
      @Nullable String oldJwt,
      @Nullable String newJwt,
      @Nullable String oldIntermediate,
      long sequence,
      @Nullable AbortStep abortStep,
      @Nullable RotationState abortFrom,
      @Nullable String abortOperator,
      @Nullable String abortReason) {}

  private final Ledger ledger;
  private final List<Rotation> rotations = new ArrayList<>();
  private final List<JournalLine> lines = new ArrayList<>();
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
    Line line = line(rotation, reason);
    JournalLine written;
    try {
      written = ledger.append(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line that has no JSON", e);
    }
    synchronized (this) {
      remember(written, rotation);
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

  /// Whether rotation `id` has a line of that state.
  synchronized boolean hasReached(String id, RotationState state) {
    return lines.stream()
        .map(line -> read(line.body()))
        .anyMatch(line -> line.rotation().equals(id) && line.state() == state);
  }

  /// All its lines, in order.
  synchronized List<JournalLine> lines() {
    return List.copyOf(lines);
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
      lines.forEach(line -> remember(line, rotation(read(line.body()))));
    }
    listeners.forEach(Runnable::run);
  }

  private void remember(JournalLine line, Rotation rotation) {
    if (!rotations.isEmpty() && rotations.getLast().id().equals(rotation.id())) {
      rotations.removeLast();
    }
    rotations.add(rotation);
    lines.add(line);
  }

  private static Line line(Rotation rotation, String reason) {
    Rotation.Order order = rotation.order();
    Rotation.Keys keys = rotation.keys();
    Rotation.Abort abort = rotation.abort();
    return new Line(
        rotation.id(),
        rotation.state(),
        rotation.since().toEpochMilli(),
        keys.oldRoot(),
        keys.newRoot(),
        rotation.without(),
        order.operator(),
        reason,
        order.subjects(),
        order.compromised(),
        order.at().toEpochMilli(),
        keys.oldJwt(),
        keys.newJwt(),
        keys.oldIntermediate(),
        rotation.sequence(),
        abort.step(),
        abort.from(),
        abort.operator(),
        abort.reason());
  }

  private static Rotation rotation(Line line) {
    return new Rotation(
        line.rotation(),
        new Rotation.Order(
            Objects.requireNonNullElse(line.subjects(), Set.of(RotationSubject.ROOT)),
            line.compromised(),
            line.operator(),
            Instant.ofEpochMilli(line.startedAt() == 0 ? line.at() : line.startedAt())),
        line.state(),
        Instant.ofEpochMilli(line.at()),
        new Rotation.Keys(
            line.oldRoot(),
            line.newRoot(),
            Objects.requireNonNullElse(line.oldJwt(), ""),
            Objects.requireNonNullElse(line.newJwt(), ""),
            Objects.requireNonNullElse(line.oldIntermediate(), "")),
        line.sequence(),
        line.without(),
        new Rotation.Abort(
            Objects.requireNonNullElse(line.abortStep(), AbortStep.NONE),
            Objects.requireNonNullElse(line.abortFrom(), RotationState.PLANNED),
            Objects.requireNonNullElse(line.abortOperator(), ""),
            Objects.requireNonNullElse(line.abortReason(), "")));
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
