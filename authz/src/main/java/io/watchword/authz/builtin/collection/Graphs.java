package io.watchword.authz.builtin.collection;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Walks along the edges of a graph: an object from each node to its neighbours. Stateless.
public final class Graphs {

  private Graphs() {}

  /// All of them by name.
  public static Map<String, Builtin> all() {
    return Map.of("graph.reachable", Graphs::reachable, "graph.reachable_paths", Graphs::paths);
  }

  private static Value reachable(BuiltinContext context, Value[] arguments) {
    ObjectValue graph = Operands.object(arguments, 0);
    SetValue seen = SetValue.growing();
    Deque<Value> left = new ArrayDeque<>();
    push(starts(arguments), seen, left);
    SetValue reached = SetValue.growing();
    for (Value node = left.poll(); node != null; node = left.poll()) {
      Value edges = graph.get(node);
      if (edges != null) {
        reached.add(node);
        List<Value> neighbours = neighbours(edges);
        context.spend(1 + neighbours.size());
        push(neighbours, seen, left);
      }
    }
    return reached;
  }

  private static void push(List<Value> nodes, SetValue seen, Deque<Value> left) {
    for (Value node : nodes) {
      if (!seen.contains(node)) {
        seen.add(node);
        left.add(node);
      }
    }
  }

  private static List<Value> starts(Value[] arguments) {
    return switch (arguments[1]) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.sorted();
      default -> throw BuiltinFailedException.operand(2, "{array, set}", arguments[1].typeName());
    };
  }

  private static List<Value> neighbours(Value edges) {
    return switch (edges) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.sorted();
      default -> List.of();
    };
  }

  private static Value paths(BuiltinContext context, Value[] arguments) {
    ObjectValue graph = Operands.object(arguments, 0);
    SetValue found = SetValue.growing();
    for (Value start : starts(arguments)) {
      if (graph.get(start) != null) {
        new PathSearch(context, graph, found).from(start);
      }
    }
    return found;
  }

  /// All paths from one node that end where no edge leads to a new node. Keeps its own stack: a
  /// path is as long as the graph.
  private static final class PathSearch {

    private final BuiltinContext context;
    private final ObjectValue graph;
    private final SetValue found;
    private final List<Value> path = new ArrayList<>();
    private final Set<Value> onPath = new HashSet<>();
    private final Deque<Iterator<Value>> open = new ArrayDeque<>();

    PathSearch(BuiltinContext context, ObjectValue graph, SetValue found) {
      this.context = context;
      this.graph = graph;
      this.found = found;
    }

    void from(Value start) {
      enter(start);
      for (Iterator<Value> next = open.peek(); next != null; next = open.peek()) {
        if (!next.hasNext()) {
          open.pop();
          leave(path.removeLast());
          continue;
        }
        Value node = next.next();
        // A cycle, or a node that the graph does not know: the path ends before it. Only an edge
        // from
        // the start to itself is taken, as OPA does.
        boolean cycle = path.size() > 1 && onPath.contains(node);
        if (cycle || graph.get(node) == null) {
          end();
        } else {
          enter(node);
        }
      }
    }

    private void enter(Value node) {
      path.add(node);
      onPath.add(node);
      List<Value> neighbours = neighbours(edges(node));
      if (neighbours.isEmpty()) {
        end();
      }
      open.push(neighbours.iterator());
    }

    private void leave(Value node) {
      if (path.isEmpty() || !path.getFirst().equals(node)) {
        onPath.remove(node);
      }
    }

    private Value edges(Value node) {
      @Nullable Value edges = graph.get(node);
      return edges == null ? SetValue.growing() : edges;
    }

    private void end() {
      context.spend(1 + path.size());
      found.add(ArrayValue.of(path));
    }
  }
}
