package io.watchword.authz.bytecode;

import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.index.FunctionIndexer;
import java.util.ArrayList;
import java.util.List;

/// From functions of a plan to what is written: lowered, optimised, cut to size. Stateless.
final class UnitPlanner {

  private static final List<Integer> DOCUMENTS = List.of(0, 1);

  private UnitPlanner() {}

  static UnitPlan plan(
      PlanProgram program,
      List<PlanProgram.Function> members,
      List<PlanProgram.Entry> entryPoints,
      UnitPlan.Calls calls,
      Outlining outlining) {
    Lowering lowering = new Lowering(program, calls);
    List<FunctionPlan> functions = new ArrayList<>();
    int blocks = 0;
    for (PlanProgram.Function member : members) {
      Step code =
          FunctionIndexer.index(program, member)
              .<Step>map(index -> lowering.dispatch(member.blocks(), index))
              .orElseGet(() -> lowering.blocks(member.blocks()));
      List<Step> steps = outlining.fit(List.of(code));
      functions.add(
          new FunctionPlan(
              member.name(),
              functions.size(),
              member.result(),
              steps,
              new Locals(member.parameters(), steps),
              false,
              blocks));
      blocks += member.blocks().size();
    }
    List<FunctionPlan> entries = new ArrayList<>();
    for (PlanProgram.Entry entry : entryPoints) {
      List<Step> steps = outlining.fit(List.of(lowering.blocks(entry.blocks())));
      entries.add(
          new FunctionPlan(
              entry.name(), entries.size(), -1, steps, new Locals(DOCUMENTS, steps), true, blocks));
      blocks += entry.blocks().size();
    }
    return new UnitPlan(program, className(members), functions, entries, calls);
  }

  // For people who read stack traces and profiles.
  private static String className(List<PlanProgram.Function> members) {
    if (members.isEmpty()) {
      return "Entry";
    }
    List<String> path = members.getFirst().path();
    String name = String.join("_", path.isEmpty() ? path : path.subList(0, path.size() - 1));
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return "Package_" + (plain.length() > 60 ? plain.substring(0, 60) : plain);
  }
}
