package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.table.Builtins;
import io.watchword.authz.plan.PlanProgram;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The units of a program and how they find each other. Immutable once made.
final class LinkedProgram {

  // The limits of one class file are 65,535 constants and methods.
  private static final int FUNCTIONS = 2_000;
  private static final int STATEMENTS = 40_000;

  private final Map<String, UnitClass> classes = new HashMap<>();
  private final Map<String, CompiledUnit.Import> functions = new HashMap<>();
  private final Map<String, CompiledUnit.Import> entries = new HashMap<>();
  private final Map<String, CompiledUnit.Import> paths = new HashMap<>();
  private final Map<CompiledUnit, UnitClass> placed = new LinkedHashMap<>();
  private final List<ReachedBlock> blocks = new ArrayList<>();
  private BitSet dataRules = new BitSet();
  private int functionCount;
  private final Outlining outlining;

  private LinkedProgram(Outlining outlining) {
    this.outlining = outlining;
  }

  /// @param known classes of an earlier program by what they were made of
  static LinkedProgram of(PlanProgram program, Map<String, UnitClass> known, Outlining outlining) {
    LinkedProgram linked = new LinkedProgram(outlining);
    Map<String, Builtin> builtins = new HashMap<>();
    for (String name : program.builtins()) {
      builtins.put(
          name,
          Builtins.find(name)
              .orElseThrow(
                  () -> new IllegalArgumentException("built-in `" + name + "` is not supported")));
    }
    Map<String, PlanProgram.Function> all = new HashMap<>();
    program.functions().forEach(function -> all.put(function.name(), function));
    UnitPlan.Calls calls =
        new UnitPlan.Calls() {
          @Override
          public boolean isFunction(String name) {
            return all.containsKey(name);
          }

          @Override
          public @Nullable Builtin builtin(String name) {
            return builtins.get(name);
          }
        };
    List<PlanProgram.Function> numbered = new ArrayList<>();
    for (List<PlanProgram.Function> unit : units(program)) {
      linked.place(program, unit, List.of(), calls, known);
      numbered.addAll(unit);
    }
    linked.dataRules = DataRules.of(numbered);
    for (PlanProgram.Entry entry : program.entries()) {
      linked.place(program, List.of(), List.of(entry), calls, known);
    }
    linked.link();
    return linked;
  }

  // By package, and in parts where one class could not hold it.
  private static List<List<PlanProgram.Function>> units(PlanProgram program) {
    Map<List<String>, List<PlanProgram.Function>> packages = new LinkedHashMap<>();
    for (PlanProgram.Function function : program.functions()) {
      List<String> path = function.path();
      packages
          .computeIfAbsent(
              path.isEmpty() ? path : path.subList(0, path.size() - 1), p -> new ArrayList<>())
          .add(function);
    }
    List<List<PlanProgram.Function>> units = new ArrayList<>();
    for (List<PlanProgram.Function> members : packages.values()) {
      List<PlanProgram.Function> unit = new ArrayList<>();
      long statements = 0;
      for (PlanProgram.Function member : members) {
        long more = UnitKey.statements(member.blocks());
        if (!unit.isEmpty() && (unit.size() == FUNCTIONS || statements + more > STATEMENTS)) {
          units.add(unit);
          unit = new ArrayList<>();
          statements = 0;
        }
        unit.add(member);
        statements += more;
      }
      units.add(unit);
    }
    return units;
  }

  private void place(
      PlanProgram program,
      List<PlanProgram.Function> members,
      List<PlanProgram.Entry> entryPoints,
      UnitPlan.Calls calls,
      Map<String, UnitClass> known) {
    String key = UnitKey.of(program, members, entryPoints, calls);
    UnitClass unitClass = known.get(key);
    if (unitClass == null) {
      unitClass =
          new UnitClass(
              new UnitWriter(UnitPlanner.plan(program, members, entryPoints, calls, outlining))
                  .write(),
              program.files());
    }
    classes.put(key, unitClass);
    CompiledUnit unit = unitClass.place(functionCount, blocks.size(), program.files());
    placed.put(unit, unitClass);
    functionCount += members.size();
    for (int i = 0; i < members.size(); i++) {
      PlanProgram.Function member = members.get(i);
      for (int block = 0; block < member.blocks().size(); block++) {
        blocks.add(new ReachedBlock(member.name(), block));
      }
      CompiledUnit.Import function = new CompiledUnit.Import(unit, i);
      functions.put(member.name(), function);
      paths.put("\0" + String.join("\0", member.path()), function);
    }
    for (int i = 0; i < entryPoints.size(); i++) {
      for (int block = 0; block < entryPoints.get(i).blocks().size(); block++) {
        blocks.add(new ReachedBlock(entryPoints.get(i).name(), block));
      }
      // The first of several with the same name is meant.
      entries.putIfAbsent(entryPoints.get(i).name(), new CompiledUnit.Import(unit, i));
    }
  }

  private void link() {
    placed.forEach(
        (unit, made) ->
            unit.imports =
                made.imports().stream().map(functions::get).toArray(CompiledUnit.Import[]::new));
  }

  Map<String, UnitClass> classes() {
    return classes;
  }

  CompiledUnit.@Nullable Import function(String name) {
    return functions.get(name);
  }

  CompiledUnit.@Nullable Import entry(String name) {
    return entries.get(name);
  }

  CompiledUnit.@Nullable Import atPath(String path) {
    return paths.get(path);
  }

  /// Numbers of rules that depend on data alone.
  BitSet dataRules() {
    return dataRules;
  }

  int functionCount() {
    return functionCount;
  }

  /// All blocks, in the order of their bits.
  List<ReachedBlock> blocks() {
    return blocks;
  }
}
