package io.watchword.authz.resolve.graph;

import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.graph.RuleGraph.Vertex;
import io.watchword.authz.resolve.walk.RegoText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Refuses rules that need their own value.
public final class RecursionCheck {

  /// Each message names a whole ring, so that all messages of a long ring would be its square.
  private static final int MOST = 10;

  private final RuleGraph graph;
  private final DependencyOrder order;

  private RecursionCheck(RuleGraph graph, DependencyOrder order) {
    this.graph = graph;
    this.order = order;
  }

  /// Adds an error for each rule that needs itself.
  public static void check(RuleGraph graph, DependencyOrder order, Problems problems) {
    RecursionCheck check = new RecursionCheck(graph, order);
    order.recursive().stream()
        .sorted(
            Comparator.comparing((DraftRule rule) -> rule.at().file())
                .thenComparingInt(rule -> rule.at().offset()))
        .limit(MOST)
        .forEach(rule -> check.report(rule, problems));
  }

  private void report(DraftRule rule, Problems problems) {
    String name = name(rule);
    String ring =
        ringOf(rule).stream().map(RecursionCheck::name).collect(Collectors.joining(" -> "));
    problems.recursion(
        "rule " + name + " is recursive: " + ring,
        rule.at(),
        "needs its own value",
        "break the ring: a rule cannot be read, directly or through others, by itself");
  }

  private static String name(DraftRule rule) {
    return RegoText.of(rule.reference());
  }

  /// The shortest way from `rule` back to itself.
  private List<DraftRule> ringOf(DraftRule rule) {
    Vertex start = new Vertex.OfRule(rule);
    Map<Vertex, Vertex> cameFrom = new HashMap<>();
    Deque<Vertex> ahead = new ArrayDeque<>();
    ahead.add(start);
    while (!ahead.isEmpty()) {
      Vertex here = ahead.remove();
      for (Vertex next : graph.next(here)) {
        if (next.equals(start)) {
          return wayTo(here, cameFrom, rule);
        }
        if (order.isSameRing(start, next) && cameFrom.putIfAbsent(next, here) == null) {
          ahead.add(next);
        }
      }
    }
    return List.of(rule, rule);
  }

  private static List<DraftRule> wayTo(Vertex last, Map<Vertex, Vertex> cameFrom, DraftRule rule) {
    List<DraftRule> way = new ArrayList<>();
    way.add(rule);
    Vertex step = last;
    while (step != null) {
      if (step instanceof Vertex.OfRule(DraftRule one)) {
        way.add(one);
      }
      step = cameFrom.get(step);
    }
    Collections.reverse(way);
    return way;
  }
}
