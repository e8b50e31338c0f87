package io.watchword.authz.resolve.graph;

import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.graph.RuleGraph.Vertex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The rules of a graph, each after those it needs; and the rings among them. One walk after
/// Tarjan, with a stack of its own, since chains of rules may be long.
public final class DependencyOrder {

  private final RuleGraph graph;
  private final Map<Vertex, Integer> numbers = new HashMap<>();
  private final Map<Vertex, Integer> lowest = new HashMap<>();
  private final Deque<Vertex> open = new ArrayDeque<>();
  private final Map<Vertex, Integer> component = new HashMap<>();
  private final List<DraftRule> sorted = new ArrayList<>();
  private final List<DraftRule> recursive = new ArrayList<>();
  private int components;

  private DependencyOrder(RuleGraph graph) {
    this.graph = graph;
  }

  /// The order of `graph`.
  public static DependencyOrder of(RuleGraph graph) {
    DependencyOrder order = new DependencyOrder(graph);
    for (DraftRule rule : graph.branches()) {
      Vertex vertex = new Vertex.OfRule(rule);
      if (!order.numbers.containsKey(vertex)) {
        order.walk(vertex);
      }
    }
    return order;
  }

  /// Rules and `else` branches, each after those it needs.
  public List<DraftRule> sorted() {
    return sorted;
  }

  /// Rules that need themselves.
  public List<DraftRule> recursive() {
    return recursive;
  }

  /// Whether both stand on one ring.
  boolean isSameRing(Vertex a, Vertex b) {
    return component.getOrDefault(a, -1).equals(component.getOrDefault(b, -2));
  }

  private record Step(Vertex vertex, Iterator<Vertex> rest) {}

  private void walk(Vertex start) {
    Deque<Step> steps = new ArrayDeque<>();
    steps.push(begin(start));
    while (!steps.isEmpty()) {
      Step step = steps.element();
      if (step.rest().hasNext()) {
        Vertex next = step.rest().next();
        if (!numbers.containsKey(next)) {
          steps.push(begin(next));
        } else if (!component.containsKey(next)) {
          lower(step.vertex(), numbers.getOrDefault(next, 0));
        }
        continue;
      }
      steps.pop();
      finish(step.vertex());
      if (!steps.isEmpty()) {
        lower(steps.element().vertex(), lowest.getOrDefault(step.vertex(), 0));
      }
    }
  }

  private Step begin(Vertex vertex) {
    numbers.put(vertex, numbers.size());
    lowest.put(vertex, numbers.size() - 1);
    open.push(vertex);
    return new Step(vertex, graph.next(vertex).iterator());
  }

  private void lower(Vertex vertex, int number) {
    lowest.merge(vertex, number, Math::min);
  }

  private void finish(Vertex vertex) {
    if (vertex instanceof Vertex.OfRule(DraftRule rule)) {
      sorted.add(rule);
    }
    if (!lowest.getOrDefault(vertex, 0).equals(numbers.get(vertex))) {
      return;
    }
    List<Vertex> ring = new ArrayList<>();
    Vertex member;
    do {
      member = open.pop();
      component.put(member, components);
      ring.add(member);
    } while (!member.equals(vertex));
    components++;
    // A rule never leads to itself without a place between, so a ring has at least two vertices.
    if (ring.size() > 1) {
      for (Vertex one : ring) {
        if (one instanceof Vertex.OfRule(DraftRule rule)) {
          recursive.add(rule);
        }
      }
    }
  }
}
