package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Source;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.signature.Signature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A plan while it is made: constants, what is called, and the functions still to be planned. Rules
/// wait in a queue instead of being planned where they are called, so that long chains of rules
/// need no deep stack. Mutable; one plan, one thread.
final class ProgramDraft {

  private record Waiting(Environment environment, RuleGroup group) {}

  private static final String QUERY = "<query>";

  private final RuleTree tree;
  private final Function<String, Optional<Signature>> signatures;
  private final Function<String, Optional<Source>> sources;
  private final Map<String, RuleGroup> groups = new HashMap<>();
  private final Environments environments = new Environments();
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<String, Integer> files = new LinkedHashMap<>();
  private final Set<String> builtins = new TreeSet<>();
  private final List<PlanProgram.Function> functions = new ArrayList<>();
  private final Set<Waiting> planned = new HashSet<>();
  private final Set<RuleGroup> reached = new HashSet<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Location lastPlace;
  private Where lastWhere = new Where(0, 0, 0);

  ProgramDraft(
      RuleTree tree,
      Function<String, Optional<Signature>> signatures,
      Function<String, Optional<Source>> sources) {
    this.tree = tree;
    this.signatures = signatures;
    this.sources = sources;
    tree.groups().forEach(group -> groups.put(group.text(), group));
  }

  /// The rules called by their full name, such as `data.a.f`.
  Optional<RuleGroup> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  RuleTree tree() {
    return tree;
  }

  Environments environments() {
    return environments;
  }

  Operand.Text text(String text) {
    return new Operand.Text(string(text));
  }

  int string(String text) {
    return strings.computeIfAbsent(text, t -> strings.size());
  }

  Optional<Signature> signature(String builtin) {
    return signatures.apply(builtin);
  }

  void calls(String builtin) {
    builtins.add(builtin);
  }

  /// The name of the function for `group`, which will be planned.
  String function(Environment environment, RuleGroup group) {
    Waiting wanted = new Waiting(environment, group);
    if (planned.add(wanted)) {
      waiting.add(wanted);
      reached.add(group);
    }
    return name(environment, group);
  }

  private static String name(Environment environment, RuleGroup group) {
    return "g" + environment.generation() + "." + group.text();
  }

  /// Plans what is waiting, and what that calls.
  void planWaiting() {
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      String name = name(next.environment(), next.group());
      functions.add(new RulePlanner(this, next.environment(), next.group(), name).plan());
    }
  }

  @SuppressWarnings("ReferenceEquality")
  Where where(Location at) {
    if (at != lastPlace) {
      lastPlace = at;
      lastWhere = located(at);
    }
    return lastWhere;
  }

  private Where located(Location at) {
    String name = at.file().isEmpty() ? QUERY : at.file();
    int file = files.computeIfAbsent(name, f -> files.size());
    Optional<Source> source = sources.apply(at.file());
    if (source.isEmpty() || at.end() <= at.offset() || at.end() > source.get().text().length()) {
      return new Where(file, at.line(), at.column(), at.line(), at.column() + at.length());
    }
    String text = source.get().text().substring(at.offset(), at.end());
    int lines = (int) text.chars().filter(c -> c == '\n').count();
    String last = text.substring(text.lastIndexOf('\n') + 1);
    int begin = lines == 0 ? at.column() : 1;
    int end = begin + last.codePointCount(0, last.length());
    return new Where(file, at.line(), at.column(), at.line() + lines, end);
  }

  PlanProgram finish(List<PlanProgram.Entry> entries) {
    List<PlanProgram.Unplanned> unplanned = new ArrayList<>();
    for (RuleGroup group : tree.groups()) {
      if (!reached.contains(group)) {
        for (Definition definition : group.definitions()) {
          Where at = where(definition.rule().at());
          unplanned.add(new PlanProgram.Unplanned(group.text(), at));
        }
      }
    }
    return new PlanProgram(
        new ArrayList<>(strings.keySet()),
        new ArrayList<>(builtins),
        new ArrayList<>(files.keySet()),
        entries,
        functions,
        unplanned);
  }
}
