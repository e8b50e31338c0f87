package io.watchword.authz.builtin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What `trace` was told and nobody has read yet. One evaluation, one thread.
public final class TraceNotes {

  // A policy may note in a loop, and most evaluations have no reader.
  private static final int MOST = 1000;

  private final Deque<String> notes = new ArrayDeque<>();

  private TraceNotes() {}

  /// Those of an evaluation.
  public static TraceNotes of(BuiltinContext context) {
    return context.remember(TraceNotes.class, TraceNotes::new);
  }

  /// The oldest are given up where there are too many.
  public void add(String note) {
    if (notes.size() == MOST) {
      notes.removeFirst();
    }
    notes.addLast(note);
  }

  /// The oldest one, which is then read.
  public Optional<String> take() {
    return Optional.ofNullable(notes.pollFirst());
  }
}
