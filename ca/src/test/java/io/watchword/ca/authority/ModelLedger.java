package io.watchword.ca.authority;

import io.watchword.ca.journal.JournalLine;
import io.watchword.ca.journal.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A ledger in memory whose process can be killed before and behind each line.
final class ModelLedger implements Ledger {
  private final List<JournalLine> lines = new ArrayList<>();
  private final Runnable point;

  /// @param bodies what is there
  /// @param point called where the process may end
  ModelLedger(List<String> bodies, Runnable point) {
    this.point = point;
    bodies.forEach(this::write);
  }

  List<String> bodies() {
    return lines.stream().map(JournalLine::body).toList();
  }

  @Override
  public List<JournalLine> lines() {
    return List.copyOf(lines);
  }

  @Override
  public JournalLine append(String body) {
    point.run();
    JournalLine line = write(body);
    point.run();
    return line;
  }

  @Override
  public <T> T exclusively(Supplier<T> work) {
    return work.get();
  }

  @Override
  public void onForeign(Consumer<List<JournalLine>> listener) {}

  @Override
  public void catchUp() {}

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  private JournalLine write(String body) {
    String before = lines.isEmpty() ? JournalLine.GENESIS : lines.getLast().hash();
    JournalLine line = JournalLine.following(lines.size() + 1, before, body);
    lines.add(line);
    return line;
  }
}
