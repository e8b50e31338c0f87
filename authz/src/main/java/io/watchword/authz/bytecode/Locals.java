package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Effects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which locals of a function are shared by several of its methods, and where they are. All others
/// are locals of one JVM method each.
final class Locals {

  private final List<Integer> parameters;
  private final Set<Integer> written = new HashSet<>();
  private final Set<Integer> read = new HashSet<>();
  private final Map<Integer, Integer> shared = new HashMap<>();

  Locals(List<Integer> parameters, List<Step> steps) {
    this.parameters = parameters;
    List<List<Step>> methods = new ArrayList<>();
    methods.add(steps);
    collect(steps, methods);
    if (methods.size() > 1) {
      for (List<Step> method : methods) {
        for (int local : Exposure.of(method)) {
          if (!isFixed(local)) {
            shared.putIfAbsent(local, shared.size());
          }
        }
      }
    }
  }

  private void collect(List<Step> steps, List<List<Step>> methods) {
    for (Step step : steps) {
      switch (step) {
        case Step.Plain s -> {
          Effects.assigned(s.statement(), written::add);
          Effects.read(s.statement(), read::add);
        }
        case Step.Test s -> read.add(s.value());
        case Step.Constant s -> written.add(s.target());
        case Step.Group s -> s.bodies().forEach(body -> collect(body.steps(), methods));
        case Step.Dispatch s -> collect(List.of(s.cases()), methods);
        case Step.Cases s -> s.bodies().forEach(body -> collect(body.steps(), methods));
        case Step.Negation s -> collect(s.body().steps(), methods);
        case Step.Loop s -> {
          read.add(s.source());
          written.add(s.key());
          written.add(s.value());
          collect(s.body().steps(), methods);
        }
        case Step.Replacement s -> {
          Effects.operand(s.value(), read::add);
          read.add(s.local());
          written.add(s.local());
          collect(s.body().steps(), methods);
        }
        case Step.Outlined s -> {
          methods.add(s.body().steps());
          collect(s.body().steps(), methods);
        }
      }
    }
  }

  List<Integer> parameters() {
    return parameters;
  }

  /// Whether a local is a parameter that nothing writes.
  boolean isFixed(int local) {
    return parameters.contains(local) && !written.contains(local);
  }

  /// Whether anything reads a local.
  boolean isRead(int local) {
    return read.contains(local);
  }

  /// Whether methods share locals at all.
  boolean areShared() {
    return !shared.isEmpty();
  }

  int sharedCount() {
    return shared.size();
  }

  /// Place among the shared locals; -1 of others.
  int sharedIndex(int local) {
    return shared.getOrDefault(local, -1);
  }
}
