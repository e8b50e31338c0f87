package io.watchword.authz.builtin.glob;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.golang.GoString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The automaton of a glob. A state takes one character or none; what follows is known in advance
/// for small ones. Immutable.
final class GlobProgram {

  private static final int LARGEST = 100_000;

  /// Which characters a state takes.
  @FunctionalInterface
  private interface Test {
    boolean takes(int rune);
  }

  /// @param test null: goes on without a character
  /// @param loops stays where it is as well
  private record State(@Nullable Test test, boolean loops, int[] next) {}

  private final String prefix;
  private final String overlapping;
  private final State[] states;
  private final int end;
  private final BitSet start;
  private final long[] masks;
  private final long startMask;

  private GlobProgram(String prefix, String overlapping, List<State> states) {
    this.prefix = prefix;
    this.overlapping = overlapping;
    this.states = states.toArray(State[]::new);
    this.end = states.size() - 1;
    this.start = new BitSet(states.size());
    reach(0, start, new BitSet(states.size()));
    boolean small = states.size() <= Long.SIZE;
    this.masks = new long[small ? states.size() : 0];
    this.startMask = small ? mask(start) : 0;
    for (int i = 0; i < masks.length; i++) {
      BitSet reached = new BitSet();
      for (int next : this.states[i].next) {
        reach(next, reached, new BitSet());
      }
      masks[i] = mask(reached) | (this.states[i].loops ? 1L << i : 0);
    }
  }

  private static long mask(BitSet set) {
    return set.isEmpty() ? 0 : set.toLongArray()[0];
  }

  static GlobProgram compile(List<GlobNode> nodes, String delimiters) {
    Builder builder = new Builder(delimiters);
    boolean prefixed = !nodes.isEmpty() && nodes.getFirst() instanceof GlobNode.Text;
    String prefix = prefixed ? ((GlobNode.Text) nodes.getFirst()).text() : "";
    builder.sequence(prefixed ? nodes.subList(1, nodes.size()) : nodes);
    builder.add(new State(null, false, new int[0]));
    return new GlobProgram(prefix, overlapping(nodes, delimiters), builder.states);
  }

  // For `ab**bc` OPA asks for the start and the end alone, which may share characters.
  private static String overlapping(List<GlobNode> nodes, String delimiters) {
    boolean ends =
        nodes.size() == 3
            && nodes.getFirst() instanceof GlobNode.Text
            && nodes.getLast() instanceof GlobNode.Text;
    boolean all =
        ends
            && (nodes.get(1) instanceof GlobNode.Super
                || (nodes.get(1) instanceof GlobNode.Any && delimiters.isEmpty()));
    return all ? ((GlobNode.Text) nodes.getLast()).text() : "";
  }

  /// Whether the glob is a start and an end alone, and both fit.
  boolean fitsOverlapping(String text) {
    return !overlapping.isEmpty() && text.startsWith(prefix) && text.endsWith(overlapping);
  }

  /// Whether the glob is one character's test, which OPA asks about U+FFFD where the text is empty.
  boolean fitsNothing() {
    Test test = states.length == 2 && prefix.isEmpty() ? states[0].test : null;
    return test != null && test.takes(GoString.REPLACEMENT);
  }

  /// Puts states one behind the other.
  private static final class Builder {
    private final List<State> states = new ArrayList<>();
    private final int[] delimiters;

    Builder(String delimiters) {
      this.delimiters = sorted(delimiters);
    }

    // However many there are, to ask for one takes no time.
    private static int[] sorted(String characters) {
      return Arrays.stream(GoString.runes(characters)).sorted().distinct().toArray();
    }

    void add(State state) {
      if (states.size() >= LARGEST) {
        throw new BuiltinFailedException(
            "pattern is larger than " + LARGEST + " parts (the limit)");
      }
      states.add(state);
    }

    void one(Test test) {
      add(new State(test, false, new int[] {states.size() + 1}));
    }

    // Goes on at once, and stays for characters it takes.
    void many(Test test) {
      int here = states.size();
      add(new State(null, false, new int[] {here + 1, here + 2}));
      add(new State(test, true, new int[] {here + 2}));
    }

    void sequence(List<GlobNode> nodes) {
      for (GlobNode node : nodes) {
        switch (node) {
          case GlobNode.Text text ->
              text.text().codePoints().forEach(wanted -> one(rune -> rune == wanted));
          case GlobNode.Any any -> many(this::noDelimiter);
          case GlobNode.Super any -> many(rune -> true);
          case GlobNode.Single single -> one(this::noDelimiter);
          case GlobNode.Members members -> {
            int[] allowed = sorted(members.characters());
            one(rune -> Arrays.binarySearch(allowed, rune) >= 0 != members.not());
          }
          case GlobNode.Between between ->
              one(rune -> (rune >= between.low() && rune <= between.high()) != between.not());
          case GlobNode.Alternatives alternatives -> alternatives(alternatives.patterns());
        }
      }
    }

    private void alternatives(List<List<GlobNode>> patterns) {
      int fork = states.size();
      add(new State(null, false, new int[0]));
      int[] starts = new int[patterns.size()];
      List<Integer> ends = new ArrayList<>();
      for (int i = 0; i < starts.length; i++) {
        starts[i] = states.size();
        sequence(patterns.get(i));
        ends.add(states.size());
        add(new State(null, false, new int[0]));
      }
      states.set(fork, new State(null, false, starts));
      ends.forEach(e -> states.set(e, new State(null, false, new int[] {states.size()})));
    }

    private boolean noDelimiter(int rune) {
      return Arrays.binarySearch(delimiters, rune) < 0;
    }
  }

  int size() {
    return states.length;
  }

  int end() {
    return end;
  }

  long endMask() {
    return 1L << end;
  }

  long startMask() {
    return startMask;
  }

  BitSet start() {
    return (BitSet) start.clone();
  }

  /// What is left after the text that the glob starts with, or null.
  @Nullable String withoutPrefix(String text) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : null;
  }

  long stepMask(int state, int rune) {
    Test test = states[state].test;
    return test != null && test.takes(GoString.rune(rune)) ? masks[state] : 0;
  }

  /// @param seen states without a character that were passed for this rune already
  void step(int state, int rune, BitSet into, BitSet seen) {
    State from = states[state];
    if (from.test != null && from.test.takes(GoString.rune(rune))) {
      if (from.loops) {
        into.set(state);
      }
      for (int next : from.next) {
        reach(next, into, seen);
      }
    }
  }

  // Only states that take a character, and the end, are kept in sets.
  private void reach(int first, BitSet into, BitSet seen) {
    Deque<Integer> todo = new ArrayDeque<>();
    todo.push(first);
    while (!todo.isEmpty()) {
      int state = todo.pop();
      if (seen.get(state) || into.get(state)) {
        continue;
      }
      seen.set(state);
      if (states[state].test != null || state == end) {
        into.set(state);
        continue;
      }
      for (int next : states[state].next) {
        todo.push(next);
      }
    }
  }
}
