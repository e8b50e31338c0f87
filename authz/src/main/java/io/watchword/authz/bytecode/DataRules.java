package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Effects;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Signatures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which rules depend on data alone: they and all they call read nothing of `input`, replace
/// nothing with `with`, and call no function that may answer otherwise the next time or that
/// somebody listens to. Used while a program is linked, on one thread.
final class DataRules {

  // Told to people, or fetched from elsewhere.
  private static final Set<String> OUTWARD =
      Set.of(
          "print",
          "trace",
          "internal.print",
          "internal.test_case",
          "json.match_schema",
          "json.verify_schema");

  private final Set<String> functions = new HashSet<>();
  private final Map<String, List<String>> callers = new HashMap<>();
  private final Set<String> other = new HashSet<>();

  private DataRules(List<PlanProgram.Function> all) {
    all.forEach(function -> functions.add(function.name()));
    all.forEach(this::look);
    Deque<String> open = new ArrayDeque<>(other);
    while (!open.isEmpty()) {
      for (String caller : callers.getOrDefault(open.pop(), List.of())) {
        if (other.add(caller)) {
          open.push(caller);
        }
      }
    }
  }

  /// Positions in `all` of rules that depend on data alone.
  static BitSet of(List<PlanProgram.Function> all) {
    DataRules rules = new DataRules(all);
    BitSet found = new BitSet();
    for (int i = 0; i < all.size(); i++) {
      PlanProgram.Function function = all.get(i);
      if (function.parameters().size() == 2 && !rules.other.contains(function.name())) {
        found.set(i);
      }
    }
    return found;
  }

  private void look(PlanProgram.Function function) {
    int input = function.parameters().get(0);
    for (Block block : function.blocks()) {
      look(function, input, block);
    }
  }

  private void look(PlanProgram.Function function, int input, Block block) {
    for (Stmt statement : block.statements()) {
      if (dependsOnMore(function, input, statement)) {
        other.add(function.name());
      }
      for (Block inner : Effects.within(statement)) {
        look(function, input, inner);
      }
    }
  }

  private boolean dependsOnMore(PlanProgram.Function function, int input, Stmt statement) {
    boolean[] touched = {false};
    Effects.assigned(statement, local -> touched[0] |= local == input);
    if (statement instanceof Stmt.Call call) {
      return touched[0] || dependsOnMore(function, input, call);
    }
    Effects.read(statement, local -> touched[0] |= local == input);
    return touched[0]
        || statement instanceof Stmt.With
        || statement instanceof Stmt.CallDynamic
        || statement instanceof Stmt.ResultSetAdd;
  }

  private boolean dependsOnMore(PlanProgram.Function function, int input, Stmt.Call call) {
    List<Operand> arguments = call.arguments();
    if (functions.contains(call.function())) {
      callers.computeIfAbsent(call.function(), callee -> new ArrayList<>()).add(function.name());
      // Every rule and function is handed the input; what matters is who looks at it.
      arguments = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    } else if (OUTWARD.contains(call.function())
        || Signatures.find(call.function()).map(Signature::isNondeterministic).orElse(true)) {
      return true;
    }
    return arguments.contains(new Operand.Local(input));
  }
}
