package io.watchword.authz.early.plan;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Constants that all functions of a plan share. Used while it is planned, on one thread.
final class Pool {

  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<String, Integer> files = new LinkedHashMap<>();
  private final Set<String> builtins = new LinkedHashSet<>();

  Operand.Text text(String text) {
    return new Operand.Text(string(text));
  }

  int string(String text) {
    return index(strings, text);
  }

  int file(String name) {
    return index(files, name);
  }

  private static int index(Map<String, Integer> table, String text) {
    Integer known = table.putIfAbsent(text, table.size());
    return known == null ? table.size() - 1 : known;
  }

  void builtin(String name) {
    builtins.add(name);
  }

  Where where(Location at) {
    return new Where(file(at.file()), at.line(), at.column());
  }

  PlanProgram program(List<PlanProgram.Function> functions) {
    return new PlanProgram(
        new ArrayList<>(strings.keySet()),
        new ArrayList<>(builtins),
        new ArrayList<>(files.keySet()),
        List.of(),
        functions);
  }
}
