package io.watchword.authz.builtin.glob;

import io.watchword.authz.builtin.BoundedCache;
import io.watchword.authz.builtin.BuiltinContext;
import java.util.BitSet;

/// A compiled glob: an automaton whose states are followed all at once, so that time is linear in
/// the text. Immutable; those used last are kept.
public final class Glob {

  // States of all that are kept, a few dozen bytes each.
  private static final int KEPT_STATES = 100_000;
  private static final BoundedCache<Key, Glob> KNOWN =
      new BoundedCache<>(KEPT_STATES, glob -> 10 + glob.program.size());

  private final GlobProgram program;

  private Glob(GlobProgram program) {
    this.program = program;
  }

  private record Key(String pattern, String delimiters) {}

  /// @param delimiters characters that `*` and `?` do not match
  /// @throws io.watchword.authz.builtin.BuiltinFailedException with OPA's message if it is no glob
  public static Glob compile(String pattern, String delimiters) {
    Key key = new Key(pattern, delimiters);
    Glob known = KNOWN.get(key);
    if (known != null) {
      return known;
    }
    Glob compiled = new Glob(GlobProgram.compile(GlobParser.parse(pattern), delimiters));
    KNOWN.put(key, compiled);
    return compiled;
  }

  /// Whether the whole text matches.
  public boolean matches(BuiltinContext context, String text) {
    if (program.fitsOverlapping(text) || (text.isEmpty() && program.fitsNothing())) {
      return true;
    }
    String rest = program.withoutPrefix(text);
    if (rest == null) {
      return false;
    }
    return program.size() <= Long.SIZE ? small(context, rest) : large(context, rest);
  }

  private boolean small(BuiltinContext context, String text) {
    context.spend(1 + text.length() / 4);
    long states = program.startMask();
    for (int i = 0; i < text.length() && states != 0; ) {
      int rune = text.codePointAt(i);
      i += Character.charCount(rune);
      long next = 0;
      for (long left = states; left != 0; left &= left - 1) {
        next |= program.stepMask(Long.numberOfTrailingZeros(left), rune);
      }
      states = next;
    }
    return (states & program.endMask()) != 0;
  }

  private boolean large(BuiltinContext context, String text) {
    BitSet states = program.start();
    for (int i = 0; i < text.length() && !states.isEmpty(); ) {
      int rune = text.codePointAt(i);
      i += Character.charCount(rune);
      BitSet next = new BitSet(program.size());
      BitSet passed = new BitSet(program.size());
      int visited = 0;
      for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
        program.step(state, rune, next, passed);
        visited++;
      }
      context.spend(1 + visited + passed.cardinality() + program.size() / 500);
      states = next;
    }
    return states.get(program.end());
  }
}
