package io.watchword.authz.types;

import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.Definition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Which rule refers to which. Linear in the size of the policy where references say where they
/// lead. One check, one thread.
final class RuleGraph implements Overlays.Dependents {

  /// One rule, an `else` being one of its own.
  record Entry(Definition definition, Rule rule) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<RuleTree.Node> places = new ArrayList<>();
  private final List<List<RuleTree.Node>> through = new ArrayList<>();
  private final List<List<RuleTree.Node>> whole = new ArrayList<>();
  private final RuleTree tree = new RuleTree();

  RuleGraph(List<Definition> definitions) {
    for (Definition definition : definitions) {
      for (Rule rule = definition.rule(); rule != null; rule = rule.otherwise().orElse(null)) {
        places.add(tree.add(rule.head().reference(), entries.size()));
        entries.add(new Entry(definition, rule));
      }
    }
    for (int i = 0; i < entries.size(); i++) {
      connect(i);
    }
  }

  private void connect(int from) {
    List<RuleTree.Node> passes = new ArrayList<>();
    List<RuleTree.Node> ends = new ArrayList<>();
    through.add(passes);
    whole.add(ends);
    RuleTree.Visitor collect =
        new RuleTree.Visitor() {
          @Override
          public void through(RuleTree.Node node) {
            passes.add(node);
            node.passedBy(from);
          }

          @Override
          public void whole(RuleTree.Node node) {
            ends.add(node);
            node.namedBy(from);
          }
        };
    References.each(entries.get(from).rule(), ref -> tree.reach(ref, collect));
  }

  /// All rules, each after those that it refers to.
  List<Entry> inOrder() {
    Sorting sorting = new Sorting();
    for (int i = 0; i < entries.size(); i++) {
      sorting.from(i);
    }
    return sorting.sorted;
  }

  /// Depth first, without recursion: chains of rules can be as long as the policy.
  private final class Sorting {

    private final List<Entry> sorted = new ArrayList<>(entries.size());
    private final BitSet seen = new BitSet(entries.size());
    private final Set<RuleTree.Node> passed = identitySet();
    private final Set<RuleTree.Node> named = identitySet();
    private final Deque<Frame> open = new ArrayDeque<>();

    private static Set<RuleTree.Node> identitySet() {
      return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private record Frame(int rule, Deque<Integer> next, Deque<Runnable> places) {}

    void from(int start) {
      enter(start);
      while (!open.isEmpty()) {
        Frame frame = open.element();
        if (!frame.next().isEmpty()) {
          enter(frame.next().pop());
        } else if (!frame.places().isEmpty()) {
          frame.places().pop().run();
        } else {
          sorted.add(entries.get(open.pop().rule()));
        }
      }
    }

    private void enter(int rule) {
      if (seen.get(rule)) {
        return;
      }
      seen.set(rule);
      Deque<Integer> next = new ArrayDeque<>();
      Deque<Runnable> places = new ArrayDeque<>();
      // A place is opened when its turn comes, not before: the rules of an open place are done when
      // another rule refers to it, for there is no recursion.
      for (RuleTree.Node node : through.get(rule)) {
        places.add(
            () -> {
              if (passed.add(node)) {
                next.addAll(node.rules());
              }
            });
      }
      for (RuleTree.Node node : whole.get(rule)) {
        places.add(
            () -> {
              if (named.add(node)) {
                RuleTree.each(node, next::add);
              }
            });
      }
      open.push(new Frame(rule, next, places));
    }
  }

  @Override
  public List<Term.Ref> of(Term.Ref target) {
    BitSet reached = new BitSet(entries.size());
    Deque<Integer> open = new ArrayDeque<>();
    tree.reach(
        target,
        new RuleTree.Visitor() {
          @Override
          public void through(RuleTree.Node node) {
            open.addAll(node.rules());
          }

          @Override
          public void whole(RuleTree.Node node) {
            RuleTree.each(node, open::add);
          }
        });
    List<Term.Ref> found = new ArrayList<>();
    while (!open.isEmpty()) {
      int rule = open.pop();
      if (!reached.get(rule)) {
        reached.set(rule);
        found.add(withoutVariableEnd(entries.get(rule).rule().head().reference()));
        RuleTree.referrers(places.get(rule), open::push);
      }
    }
    return found;
  }

  private static Term.Ref withoutVariableEnd(Term.Ref ref) {
    List<Term> ground = Overlays.groundPrefix(ref);
    return new Term.Ref(ground.getFirst(), ground.subList(1, ground.size()), ref.at());
  }
}
