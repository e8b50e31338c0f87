package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.ResolvedPolicy;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Turns a resolved policy into OPA's intermediate representation: a function for each group of
/// rules that is needed, an entry for each question. Stateless; the work is linear in the size of
/// the policy, times the number of different sets of `with` replacements of rules and functions.
public final class Planner {

  private Planner() {}

  /// What the entry points need and nothing else, as OPA plans it.
  ///
  /// @throws TooDeepException if a body or term is nested beyond what engines follow
  public static PlanProgram plan(ResolvedPolicy policy, List<EntryPoint> entries) {
    return plan(policy, entries, Signatures::find);
  }

  /// As [#plan(ResolvedPolicy, List)], where calls may be of other built-ins.
  ///
  /// @param signatures of built-ins by name
  /// @throws TooDeepException if a body or term is nested beyond what engines follow
  public static PlanProgram plan(
      ResolvedPolicy policy,
      List<EntryPoint> entries,
      Function<String, Optional<Signature>> signatures) {
    return plan(policy, entries, false, signatures);
  }

  /// All rules and functions, each to be asked for by its name, such as `g0.data.a.allow`.
  ///
  /// @throws TooDeepException if a body or term is nested beyond what engines follow
  public static PlanProgram planAll(ResolvedPolicy policy, List<EntryPoint> entries) {
    return planAll(policy, entries, Signatures::find);
  }

  /// As [#planAll(ResolvedPolicy, List)], where calls may be of other built-ins.
  ///
  /// @param signatures of built-ins by name
  /// @throws TooDeepException if a body or term is nested beyond what engines follow
  public static PlanProgram planAll(
      ResolvedPolicy policy,
      List<EntryPoint> entries,
      Function<String, Optional<Signature>> signatures) {
    return plan(policy, entries, true, signatures);
  }

  private static PlanProgram plan(
      ResolvedPolicy policy,
      List<EntryPoint> entries,
      boolean everything,
      Function<String, Optional<Signature>> signatures) {
    RuleTree tree = new RuleTree(policy.modules(), policy.definitions());
    ProgramDraft program = new ProgramDraft(tree, signatures, policy::source);
    List<PlanProgram.Entry> planned = new ArrayList<>();
    entries.forEach(entry -> planned.add(entry(program, entry)));
    if (everything) {
      tree.groups().forEach(g -> program.function(program.environments().plain(), g));
    }
    program.planWaiting();
    return program.finish(planned);
  }

  private static PlanProgram.Entry entry(ProgramDraft program, EntryPoint entry) {
    FunctionDraft draft = new FunctionDraft(program, program.environments().plain());
    Block block = draft.writer().block(() -> answer(draft, entry));
    return new PlanProgram.Entry(entry.name(), List.of(block));
  }

  private static void answer(FunctionDraft draft, EntryPoint entry) {
    draft.goals().body(entry.body());
    Operand.Local row = draft.local();
    draft.add(new Stmt.MakeObject(row.index(), draft.at()));
    new TreeMap<>(entry.results())
        .forEach(
            (name, variable) -> {
              Operand value = draft.terms().plan(new Term.Var(variable, Terms.NOWHERE));
              draft.add(
                  new Stmt.ObjectInsert(
                      draft.program().text(name), value, row.index(), draft.at()));
            });
    draft.add(new Stmt.ResultSetAdd(row.index(), draft.at()));
  }
}
