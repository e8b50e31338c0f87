package io.watchword.ca.authority;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every state that a CA and its trusters can come to during a rotation, one after the other, and
/// what must hold in each of them.
///
/// A truster takes any bundle that was published, renews (and the answer may be lost), opens and
/// closes connections, and reports; a report may be lost, come late, or be overtaken. The CA makes
/// a step of the real rotation or is killed at any point of it; an operator may take the way back
/// at any time.
final class RotationModel {

  /// How far it looks.
  ///
  /// @param trusters how many
  /// @param connections whether they hold connections open
  /// @param delays whether reports can be under way while newer ones are made
  record Bounds(int trusters, boolean connections, boolean delays) {}

  /// What must hold and did not.
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
      super(what);
    }
  }

  private record Seen(int world, long views) {}

  private final Bounds bounds;
  private final int bits;
  private final ModelAuthority authority;
  private final List<ModelWorld> worlds = new ArrayList<>();
  private final Map<ModelWorld, Integer> numbers = new HashMap<>();
  private final Map<Seen, int[]> steps = new HashMap<>();
  private final Map<Integer, int[]> aborts = new HashMap<>();
  private final Map<Long, Integer> states = new HashMap<>();
  private final List<int[]> next = new ArrayList<>();
  private final List<Long> order = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();

  private int[] successors = new int[64];
  private int successorCount;

  RotationModel(Bounds bounds, Weakness weakness) {
    this.bounds = bounds;
    this.bits = bounds.delays() ? 22 : 14;
    this.authority = new ModelAuthority(weakness);
  }

  /// Looks at everything.
  ///
  /// @return how many states there are
  /// @throws Violation at the first that must not be
  int explore() {
    ModelTruster[] all = new ModelTruster[bounds.trusters()];
    Arrays.fill(all, ModelTruster.first());
    int first = number(pack(world(authority.planned()), all));
    assert first == 0;
    while (!open.isEmpty()) {
      int at = open.poll();
      successorCount = 0;
      expand(order.get(at));
      next.set(at, Arrays.copyOf(successors, successorCount));
    }
    requireAnEndFromEverywhere();
    return order.size();
  }

  private void expand(long state) {
    int world = (int) (state >>> bits * bounds.trusters());
    ModelTruster[] all = unpack(state);
    require(worlds.get(world), all);
    for (int i = 0; i < all.length; i++) {
      expandTruster(world, all, i);
    }
    for (int after : steps(world, all)) {
      reach(pack(after, all));
    }
    for (int after : aborts(world)) {
      reach(pack(after, all));
    }
  }

  private void expandTruster(int number, ModelTruster[] all, int i) {
    ModelWorld world = worlds.get(number);
    ModelTruster one = all[i];
    for (int sequence = one.bundle() + 1; sequence < world.bundles().size(); sequence++) {
      reach(number, all, i, one.taking(sequence));
    }
    int signing = world.signing();
    if (one.leaf() != signing || one.since() != 0) {
      reach(number, all, i, one.renewalLost(signing));
      if ((world.bundles().get(one.bundle()) & signing) != 0) {
        reach(number, all, i, one.renewed(signing));
      }
    }
    report(number, all, i);
    if (bounds.connections()) {
      connect(number, all, i);
    }
  }

  private void report(int number, ModelTruster[] all, int i) {
    ModelTruster one = all[i];
    boolean isNews = one.hasNews();
    if (isNews) {
      reach(number, all, i, one.heard());
    }
    if (bounds.delays() && isNews && one.underWay() == 0) {
      reach(number, all, i, one.reporting());
    }
    if (one.underWay() != 0) {
      reach(number, all, i, one.delivered());
      reach(number, all, i, one.reportLost());
    }
  }

  private void connect(int number, ModelTruster[] all, int i) {
    ModelTruster one = all[i];
    for (int j = i + 1; j < all.length; j++) {
      ModelTruster other = all[j];
      if (one.open() == 0 && other.open() == 0) {
        int root = Math.min(one.leaf(), other.leaf());
        reachBoth(number, all, i, one.holding(root), j, other.holding(root));
      } else if (one.open() != 0 && one.open() == other.open()) {
        reachBoth(number, all, i, one.holding(0), j, other.holding(0));
      }
    }
  }

  private void reach(int world, ModelTruster[] all, int i, ModelTruster changed) {
    ModelTruster before = all[i];
    all[i] = changed;
    reach(pack(world, all));
    all[i] = before;
  }

  private void reachBoth(
      int world, ModelTruster[] all, int i, ModelTruster one, int j, ModelTruster other) {
    ModelTruster before = all[j];
    all[j] = other;
    reach(world, all, i, one);
    all[j] = before;
  }

  private void reach(long state) {
    if (successorCount == successors.length) {
      successors = Arrays.copyOf(successors, successorCount * 2);
    }
    successors[successorCount++] = number(state);
  }

  // The CA knows of trusters what they reported and what it issued; nothing else matters to a step.
  private int[] steps(int world, ModelTruster[] all) {
    long views = 0;
    for (ModelTruster one : all) {
      views = views * 128 + (one.known() - 32) * 4L + one.knownSince();
    }
    return steps.computeIfAbsent(
        new Seen(world, views), seen -> numbers(authority.steps(worlds.get(world), List.of(all))));
  }

  private int[] aborts(int world) {
    return aborts.computeIfAbsent(
        world,
        number ->
            authority
                .aborted(worlds.get(number))
                .map(after -> new int[] {world(after)})
                .orElse(new int[0]));
  }

  private int[] numbers(Set<ModelWorld> after) {
    return after.stream().mapToInt(this::world).toArray();
  }

  private int world(ModelWorld world) {
    Integer known = numbers.get(world);
    if (known != null) {
      return known;
    }
    worlds.add(world);
    numbers.put(world, worlds.size() - 1);
    return worlds.size() - 1;
  }

  private int number(long state) {
    Integer known = states.get(state);
    if (known != null) {
      return known;
    }
    int number = order.size();
    states.put(state, number);
    order.add(state);
    next.add(new int[0]);
    open.add(number);
    return number;
  }

  private void require(ModelWorld world, ModelTruster[] all) {
    int trusted = world.trusted();
    if ((trusted & world.active()) == 0 || (world.keys() & world.active()) == 0) {
      throw new Violation("I4: what signs is not published, or its key is gone: " + world);
    }
    if ((trusted & world.signing()) == 0) {
      throw new Violation("I4: the intermediate in use hangs from an unpublished root: " + world);
    }
    for (ModelTruster one : all) {
      int trusts = world.bundles().get(one.bundle());
      if ((trusts & world.own()) == 0 || (trusted & one.leaf()) == 0) {
        throw new Violation("I1: the CA and " + one + " refuse each other: " + world);
      }
      for (ModelTruster other : all) {
        if ((trusts & other.leaf()) == 0) {
          throw new Violation("I1: " + one + " refuses " + other + ": " + world);
        }
      }
      boolean isRemoved = one.open() != 0 && (trusted & one.open()) == 0;
      if (isRemoved || (trusts & trusted) == 0) {
        throw new Violation("I2: a root is gone that " + one + " needs: " + world);
      }
    }
  }

  // I3, and more: not only the journal of every prefix, every state at all has a way to the end.
  private void requireAnEndFromEverywhere() {
    int size = order.size();
    int[] incoming = new int[size + 1];
    for (int[] after : next) {
      for (int to : after) {
        incoming[to + 1]++;
      }
    }
    for (int i = 0; i < size; i++) {
      incoming[i + 1] += incoming[i];
    }
    int[] from = new int[incoming[size]];
    int[] filled = Arrays.copyOf(incoming, size);
    for (int i = 0; i < size; i++) {
      for (int to : next.get(i)) {
        from[filled[to]++] = i;
      }
    }
    boolean[] ends = new boolean[size];
    int[] queue = new int[size];
    int tail = 0;
    for (int i = 0; i < size; i++) {
      if (isOver(order.get(i))) {
        ends[i] = true;
        queue[tail++] = i;
      }
    }
    for (int head = 0; head < tail; head++) {
      for (int k = incoming[queue[head]]; k < incoming[queue[head] + 1]; k++) {
        if (!ends[from[k]]) {
          ends[from[k]] = true;
          queue[tail++] = from[k];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      if (!ends[i]) {
        throw new Violation("I3: no way to an end from " + describe(order.get(i)));
      }
    }
  }

  private final Map<Integer, Boolean> over = new HashMap<>();

  private boolean isOver(long state) {
    return over.computeIfAbsent(
        (int) (state >>> bits * bounds.trusters()),
        world -> ModelAuthority.state(worlds.get(world)).isOver());
  }

  private String describe(long state) {
    return Arrays.toString(unpack(state))
        + " "
        + worlds.get((int) (state >>> bits * bounds.trusters()));
  }

  private long pack(int world, ModelTruster[] all) {
    long packed = world;
    for (ModelTruster one : all) {
      long bits = one.bundle();
      bits = bits * 2 + one.leaf() - 1;
      bits = bits * 4 + one.since();
      bits = bits * 4 + one.open();
      bits = bits * 32 + one.known() - 32;
      bits = bits * 4 + one.knownSince();
      if (bounds.delays()) {
        bits = bits * 64 + one.underWay();
        bits = bits * 4 + one.underWaySince();
      }
      packed = packed << this.bits | bits;
    }
    return packed;
  }

  private ModelTruster[] unpack(long state) {
    ModelTruster[] all = new ModelTruster[bounds.trusters()];
    long rest = state;
    for (int i = all.length - 1; i >= 0; i--) {
      int known = (int) (rest & (1L << bits) - 1) << (bounds.delays() ? 0 : 8);
      all[i] =
          new ModelTruster(
              known >> 20 & 3,
              (known >> 19 & 1) + 1,
              known >> 17 & 3,
              known >> 15 & 3,
              (known >> 10 & 31) + 32,
              known >> 8 & 3,
              known >> 2 & 63,
              known & 3);
      rest >>>= bits;
    }
    return all;
  }
}
