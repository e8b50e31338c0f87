package io.watchword.authz.bytecode;

import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What rules came to under documents that `with` made, which are forgotten when it ends. Documents
/// are told apart by identity: to compare them would cost more than to evaluate again.
final class ReplacedDocuments {

  private record Pair(@Nullable Value input, @Nullable Value data, Map<Integer, Value> results) {}

  private final List<Pair> pairs = new ArrayList<>();

  @Nullable Value known(int function, @Nullable Value input, @Nullable Value data) {
    Pair pair = pair(input, data);
    return pair == null ? null : pair.results.get(function);
  }

  void remember(int function, @Nullable Value input, @Nullable Value data, Value result) {
    Pair pair = pair(input, data);
    if (pair == null) {
      pair = new Pair(input, data, new HashMap<>());
      pairs.add(pair);
    }
    pair.results.put(function, result);
  }

  @SuppressWarnings("ReferenceEquality")
  private @Nullable Pair pair(@Nullable Value input, @Nullable Value data) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      Pair pair = pairs.get(i);
      if (pair.input == input && pair.data == data) {
        return pair;
      }
    }
    return null;
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
