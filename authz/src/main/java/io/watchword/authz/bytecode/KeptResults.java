package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.value.Value;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Results of rules that depend on data alone, for one data document; so that what a policy works
/// out of its data is worked out once. Thread-safe: entries are immutable.
final class KeptResults {

  private final Value data;
  private final BuiltinSettings settings;
  private final AtomicReferenceArray<@Nullable Entry> entries;

  KeptResults(EvaluationContext context, int functions) {
    this.data = context.data();
    this.settings = context.settings();
    this.entries = new AtomicReferenceArray<>(functions);
  }

  /// A rule's result.
  ///
  /// @param value [Run#UNDEFINED] for none
  /// @param definedAt which definition made it first, from 1; 0 for none
  /// @param reached the blocks that were reached on the way
  record Entry(Value value, int definedAt, long[] reached) {}

  // The same document, not an equal one: comparing would cost more than evaluating.
  @SuppressWarnings("ReferenceEquality")
  boolean areFor(EvaluationContext context) {
    return context.data() == data && context.settings() == settings;
  }

  @Nullable Entry entry(int function) {
    return entries.get(function);
  }

  void keep(int function, Entry entry) {
    entries.set(function, entry);
  }
}
