package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.regex.GlobToken.Flag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether two simple patterns (`[a-c]x.*`) have a text in common, decided token by token as OPA
/// does. Suffixes that were compared once are remembered, so that the time is polynomial. One use,
/// one thread.
final class GlobIntersection {

  // Stars inside stars; a guard of the stack.
  private static final int DEEPEST = 1_000;

  private final BuiltinContext context;
  private final List<GlobToken> left;
  private final List<GlobToken> right;
  private final Map<Long, Boolean> known = new HashMap<>();
  private int depth;

  private GlobIntersection(BuiltinContext context, List<GlobToken> left, List<GlobToken> right) {
    this.context = context;
    this.left = left;
    this.right = right;
  }

  static boolean exists(BuiltinContext context, String left, String right) {
    context.spend(1 + (left.length() + right.length()) / 10);
    List<GlobToken> first = simplified(GlobToken.read(left));
    List<GlobToken> second = simplified(GlobToken.read(right));
    int from = 0;
    for (; plainAt(first, from) && plainAt(second, from); from++) {
      if (!first.get(from).meets(second.get(from))) {
        return false;
      }
    }
    from = Math.max(0, from - 1);
    int endFirst = first.size() - 1;
    int endSecond = second.size() - 1;
    while (endFirst >= from
        && endSecond >= from
        && plainAt(first, endFirst)
        && plainAt(second, endSecond)) {
      if (!first.get(endFirst).meets(second.get(endSecond))) {
        return false;
      }
      endFirst--;
      endSecond--;
    }
    if (endFirst < first.size() - 1) {
      endFirst++;
      endSecond++;
    }
    return new GlobIntersection(
            context, first.subList(from, endFirst + 1), second.subList(from, endSecond + 1))
        .normal(0, 0);
  }

  private static boolean plainAt(List<GlobToken> tokens, int at) {
    return at < tokens.size() && tokens.get(at).flag() == Flag.NONE;
  }

  // aa+ with the same flagged token again is one of them.
  private static List<GlobToken> simplified(List<GlobToken> tokens) {
    List<GlobToken> simple = new ArrayList<>(tokens.size());
    for (GlobToken token : tokens) {
      GlobToken last = simple.isEmpty() ? null : simple.getLast();
      if (last != null
          && token.flag() != Flag.NONE
          && last.flag() != Flag.NONE
          && token.sameCharacters(last)) {
        boolean plus = token.flag() == Flag.PLUS || last.flag() == Flag.PLUS;
        simple.set(simple.size() - 1, last.with(plus ? Flag.PLUS : Flag.STAR));
      } else {
        simple.add(token);
      }
    }
    return simple;
  }

  private boolean normal(int i, int j) {
    int a = i;
    int b = j;
    for (; a < left.size() && b < right.size(); a++, b++) {
      context.spend(1);
      if (left.get(a).flag() != Flag.NONE || right.get(b).flag() != Flag.NONE) {
        return special(a, b);
      }
      if (!left.get(a).meets(right.get(b))) {
        return false;
      }
    }
    return a == left.size() && b == right.size();
  }

  private boolean special(int i, int j) {
    long key = ((long) i << 32 | j) << 1;
    Boolean answer = known.get(key);
    if (answer == null) {
      if (++depth > DEEPEST) {
        throw new BuiltinFailedException(
            BuiltinFailedException.Kind.HALT, "patterns have too many repeated parts");
      }
      boolean swapped = left.get(i).flag() == Flag.NONE;
      Flag flag = swapped ? right.get(j).flag() : left.get(i).flag();
      answer = flag == Flag.PLUS ? plus(i, j, swapped) : star(i, j, swapped);
      depth--;
      known.put(key, answer);
    }
    return answer;
  }

  private boolean plus(int i, int j, boolean swapped) {
    GlobToken flagged = swapped ? right.get(j) : left.get(i);
    GlobToken other = swapped ? left.get(i) : right.get(j);
    if (!flagged.meets(other)) {
      return false;
    }
    if (swapped ? star(i + 1, j, true) : star(i, j + 1, false)) {
      return true;
    }
    return other.flag() != Flag.NONE && (swapped ? normal(i, j + 1) : normal(i + 1, j));
  }

  // The flagged token swallows what it can of the other side, until the rest fits.
  private boolean star(int i, int j, boolean swapped) {
    List<GlobToken> others = swapped ? left : right;
    List<GlobToken> own = swapped ? right : left;
    int at = swapped ? j : i;
    GlobToken flagged = own.get(at);
    GlobToken next = at + 1 < own.size() ? own.get(at + 1) : null;
    for (int k = swapped ? i : j; k < others.size(); k++) {
      context.spend(1);
      GlobToken other = others.get(k);
      if (next != null && other.meets(next) && (swapped ? normal(k, j + 1) : normal(i + 1, k))) {
        return true;
      }
      if (!other.meets(flagged)) {
        return false;
      }
    }
    return next == null;
  }
}
