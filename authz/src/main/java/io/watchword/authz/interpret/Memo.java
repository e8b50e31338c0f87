package io.watchword.authz.interpret;

import io.watchword.authz.engine.Outcome;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What rules came to, for each pair of documents they were asked about. `with` makes new pairs,
/// and forgets them when it ends. One evaluation, one thread.
final class Memo {

  private record Pair(@Nullable Value input, @Nullable Value data, @Nullable Outcome[] outcomes) {}

  private final int rules;
  private final List<Pair> pairs = new ArrayList<>();

  Memo(int rules) {
    this.rules = rules;
  }

  /// Outcomes by the index of the rule. Documents are told apart by identity: to compare them would
  /// cost more than to evaluate again.
  @SuppressWarnings("ReferenceEquality")
  @Nullable Outcome[] under(@Nullable Value input, @Nullable Value data) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      Pair pair = pairs.get(i);
      if (pair.input == input && pair.data == data) {
        return pair.outcomes;
      }
    }
    Pair pair = new Pair(input, data, new @Nullable Outcome[rules]);
    pairs.add(pair);
    return pair.outcomes;
  }

  int mark() {
    return pairs.size();
  }

  void forgetSince(int mark) {
    while (pairs.size() > mark) {
      pairs.removeLast();
    }
  }
}
