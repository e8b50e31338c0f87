package io.watchword.authz.builtin.document;

import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Paths put together: what is below each key, or the end of a path. One use, one thread.
final class PathTree {

  private final Map<Value, PathTree> below = new HashMap<>();
  private boolean end;

  static PathTree of(List<List<Value>> paths) {
    PathTree root = new PathTree();
    paths.stream().filter(path -> !path.isEmpty()).forEach(root::add);
    return root;
  }

  // What is below the end of another path is covered by it.
  private void add(List<Value> path) {
    PathTree at = this;
    for (Value key : path) {
      if (at.end) {
        return;
      }
      at = at.below.computeIfAbsent(key, k -> new PathTree());
    }
    at.end = true;
    at.below.clear();
  }

  boolean isEnd() {
    return end;
  }

  @Nullable PathTree at(Value key) {
    return below.get(key);
  }
}
