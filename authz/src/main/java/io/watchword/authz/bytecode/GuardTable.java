package io.watchword.authz.bytecode;

import io.watchword.authz.plan.index.Accessor;
import io.watchword.authz.plan.index.FunctionIndex;
import io.watchword.authz.plan.index.Guard;
import io.watchword.authz.value.FactsObject;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The guards that ask one accessor: which blocks a value lets through. Immutable.
final class GuardTable {

  private final Accessor accessor;
  private final StringValue[] keys;
  private final Map<Value, int[]> equal = new HashMap<>();
  private final Map<String, int[]> equalTexts = new HashMap<>();
  private final @Nullable PrefixTree prefixes;
  private final @Nullable PrefixTree suffixes;
  private final int[] ofTexts;

  /// @param follows blocks after which the next runs too
  GuardTable(FunctionIndex.Group group, boolean[] follows) {
    this.accessor = group.accessor();
    this.keys = accessor.keys().stream().map(StringValue::new).toArray(StringValue[]::new);
    Map<Value, List<Integer>> equals = new HashMap<>();
    Map<String, List<Integer>> starts = new HashMap<>();
    Map<String, List<Integer>> ends = new HashMap<>();
    List<Integer> texts = new ArrayList<>();
    for (FunctionIndex.Guarded guarded : group.guarded()) {
      List<Integer> blocks =
          follows[guarded.block()]
              ? List.of(guarded.block(), guarded.block() + 1)
              : List.of(guarded.block());
      switch (guarded.guard()) {
        case Guard.Equals guard ->
            guard.constants().forEach(constant -> add(equals, constant, blocks));
        case Guard.StartsWith guard ->
            guard.prefixes().stream().distinct().forEach(text -> add(starts, text, blocks));
        case Guard.EndsWith guard ->
            guard.suffixes().stream().distinct().forEach(text -> add(ends, text, blocks));
        case Guard.Glob guard -> add(starts, literalStart(guard.pattern()), blocks);
      }
      if (!(guarded.guard() instanceof Guard.Equals)) {
        texts.addAll(blocks);
      }
    }
    equals.forEach(
        (value, blocks) -> {
          int[] numbers = blocks.stream().mapToInt(i -> i).toArray();
          if (value instanceof StringValue text) {
            equalTexts.put(text.text(), numbers);
          } else {
            equal.put(value, numbers);
          }
        });
    this.prefixes = starts.isEmpty() ? null : new PrefixTree(starts, false);
    this.suffixes = ends.isEmpty() ? null : new PrefixTree(ends, true);
    this.ofTexts = texts.stream().mapToInt(i -> i).toArray();
  }

  private static <K> void add(Map<K, List<Integer>> blocks, K key, List<Integer> more) {
    blocks.computeIfAbsent(key, k -> new ArrayList<>()).addAll(more);
  }

  // A glob that matches begins with what stands before its first special character.
  private static String literalStart(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if ("*?[]{}\\,!".indexOf(pattern.charAt(i)) >= 0) {
        return pattern.substring(0, i);
      }
    }
    return pattern;
  }

  Accessor accessor() {
    return accessor;
  }

  void select(Run run, Value parameter) {
    Value value = parameter;
    for (int i = 0; i < keys.length; i++) {
      if (i == keys.length - 1 && value instanceof FactsObject<?> facts) {
        String text = facts.text(keys[i]);
        if (text != null) {
          select(run, text);
          return;
        }
      }
      value = Steps.dot(value, keys[i]);
      if (value == null) {
        return;
      }
    }
    if (value instanceof StringValue text) {
      select(run, text.text());
      return;
    }
    if (!equal.isEmpty()) {
      int[] blocks = equal.get(value);
      if (blocks != null) {
        run.chosen.blocks(blocks);
      }
    }
    if (run.context.strictErrors()) {
      // They must run, to fail as they should.
      run.chosen.blocks(ofTexts);
    }
  }

  private void select(Run run, String text) {
    int[] blocks = equalTexts.get(text);
    if (blocks != null) {
      run.chosen.blocks(blocks);
    }
    if (prefixes != null) {
      prefixes.find(text, run.chosen);
    }
    if (suffixes != null) {
      suffixes.find(text, run.chosen);
    }
  }
}
