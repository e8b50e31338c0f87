package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the variables of a body are, with the bodies within it. Mutable; one plan, one thread.
final class Scope {

  private final List<Map<String, Operand>> frames = new ArrayList<>(List.of(new HashMap<>()));

  void enter() {
    frames.add(new HashMap<>());
  }

  void leave() {
    frames.removeLast();
  }

  @Nullable Operand find(String variable) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      Operand known = frames.get(i).get(variable);
      if (known != null) {
        return known;
      }
    }
    return null;
  }

  boolean knows(String variable) {
    return find(variable) != null;
  }

  void bind(String variable, Operand operand) {
    frames.getLast().put(variable, operand);
  }

  void clear() {
    frames.clear();
    enter();
  }
}
