package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Effects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Locals that steps may read before they have written them themselves, or after a method of its
/// own may have written them. Steps in methods of their own have their own exposure.
final class Exposure {

  private final Set<Integer> exposed = new HashSet<>();
  private final Set<Integer> written = new HashSet<>();
  private final List<Integer> trail = new ArrayList<>();

  private Exposure() {}

  static Set<Integer> of(List<Step> steps) {
    Exposure exposure = new Exposure();
    exposure.walk(steps);
    return exposure.exposed;
  }

  private void walk(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Step.Plain s -> {
          Effects.read(s.statement(), this::read);
          Effects.assigned(s.statement(), this::write);
        }
        case Step.Test s -> read(s.value());
        case Step.Constant s -> write(s.target());
        case Step.Group s -> s.bodies().forEach(this::inner);
        case Step.Dispatch s -> s.cases().bodies().forEach(this::inner);
        case Step.Cases s -> s.bodies().forEach(this::inner);
        case Step.Negation s -> inner(s.body());
        case Step.Loop s -> {
          read(s.source());
          // A later turn reads what methods wrote in an earlier one.
          elsewhere(s.body().steps(), false);
          int before = trail.size();
          write(s.key());
          write(s.value());
          walk(s.body().steps());
          forget(before);
        }
        case Step.Replacement s -> {
          Effects.operand(s.value(), this::read);
          read(s.local());
          inner(s.body());
        }
        case Step.Outlined s -> elsewhere(s.body().steps(), true);
      }
    }
  }

  // What another method may write is no longer what this one has written.
  private void elsewhere(List<Step> steps, boolean outlined) {
    for (Step step : steps) {
      switch (step) {
        case Step.Plain s -> {
          if (outlined) {
            Effects.assigned(s.statement(), written::remove);
          }
        }
        case Step.Test s -> {}
        case Step.Constant s -> {
          if (outlined) {
            written.remove(s.target());
          }
        }
        case Step.Group s -> s.bodies().forEach(body -> elsewhere(body.steps(), outlined));
        case Step.Dispatch s -> elsewhere(List.of(s.cases()), outlined);
        case Step.Cases s -> s.bodies().forEach(body -> elsewhere(body.steps(), outlined));
        case Step.Negation s -> elsewhere(s.body().steps(), outlined);
        case Step.Loop s -> {
          if (outlined) {
            written.remove(s.key());
            written.remove(s.value());
          }
          elsewhere(s.body().steps(), outlined);
        }
        case Step.Replacement s -> {
          if (outlined) {
            written.remove(s.local());
          }
          elsewhere(s.body().steps(), outlined);
        }
        case Step.Outlined s -> elsewhere(s.body().steps(), true);
      }
    }
  }

  // What a block writes is certain only inside it.
  private void inner(Body body) {
    int before = trail.size();
    walk(body.steps());
    forget(before);
  }

  private void forget(int before) {
    while (trail.size() > before) {
      written.remove(trail.removeLast());
    }
  }

  private void write(int local) {
    if (written.add(local)) {
      trail.add(local);
    }
  }

  private void read(int local) {
    if (!written.contains(local)) {
      exposed.add(local);
    }
  }
}
