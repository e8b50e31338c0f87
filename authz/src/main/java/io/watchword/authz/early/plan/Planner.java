package io.watchword.authz.early.plan;

import io.watchword.authz.early.rego.Expr;
import io.watchword.authz.early.rego.Rule;
import io.watchword.authz.early.rego.Term;
import io.watchword.authz.early.resolve.ResolvedPolicy;
import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Resolved rules to a plan. One function per rule name, `g0.data.…`, as OPA's planner names them.
/// Used once, on one thread.
public final class Planner {

  private final ResolvedPolicy policy;
  private final Pool pool;

  private Planner(ResolvedPolicy policy) {
    this.policy = policy;
    this.pool = new Pool();
  }

  /// The plan of all rules.
  public static PlanProgram plan(ResolvedPolicy policy) {
    Planner planner = new Planner(policy);
    List<PlanProgram.Function> functions = policy.groups().stream().map(planner::function).toList();
    return planner.pool.program(functions);
  }

  /// The plan of all rules, and an entry point `eval` whose results are `{"x": value}` of one rule.
  ///
  /// @param rule such as `data.test.p`
  public static PlanProgram planWithQuery(ResolvedPolicy policy, String rule) {
    Planner planner = new Planner(policy);
    List<PlanProgram.Function> functions =
        new ArrayList<>(policy.groups().stream().map(planner::function).toList());
    Where at = new Where(0, 1, 1);
    planner.pool.file("<query>");
    List<Stmt> statements =
        List.of(
            new Stmt.Call("g0." + rule, List.of(new Operand.Local(0), new Operand.Local(1)), 2, at),
            new Stmt.MakeObject(3, at),
            new Stmt.ObjectInsert(planner.pool.text("x"), new Operand.Local(2), 3, at),
            new Stmt.ResultSetAdd(3, at));
    return planner
        .pool
        .program(functions)
        .withEntry(new PlanProgram.Entry("eval", List.of(new Block(statements))));
  }

  private PlanProgram.Function function(ResolvedPolicy.Group group) {
    int result = 2;
    List<Integer> parameters = new ArrayList<>(List.of(0, 1));
    ResolvedPolicy.Definition any =
        group.definitions().isEmpty() ? group.fallback().orElseThrow() : group.definitions().get(0);
    for (int i = 0; i < any.rule().arguments().size(); i++) {
      parameters.add(3 + i);
    }
    Locals locals = new Locals(3 + any.rule().arguments().size());
    List<Block> blocks = new ArrayList<>();
    Where head = pool.where(any.rule().at());
    switch (group.kind()) {
      case SET -> blocks.add(new Block(List.of(new Stmt.MakeSet(result, head))));
      case OBJECT -> blocks.add(new Block(List.of(new Stmt.MakeObject(result, head))));
      case COMPLETE, FUNCTION -> {}
    }
    for (ResolvedPolicy.Definition definition : group.definitions()) {
      blocks.addAll(definition(definition.rule(), parameters, result, locals));
    }
    group.fallback().ifPresent(fallback -> blocks.add(fallback(fallback.rule(), result, locals)));
    blocks.add(new Block(List.of(new Stmt.ReturnLocal(result, head))));
    List<String> path = new ArrayList<>(List.of("g0"));
    path.addAll(group.path());
    return new PlanProgram.Function("g0." + group.name(), parameters, result, blocks, path);
  }

  private List<Block> definition(Rule rule, List<Integer> parameters, int result, Locals locals) {
    return switch (rule.kind()) {
      case SET, OBJECT -> List.of(partial(rule, result, locals));
      case COMPLETE, FUNCTION -> complete(rule, parameters, result, locals);
    };
  }

  private Block partial(Rule rule, int collection, Locals locals) {
    BodyPlan body = body(locals, new HashMap<>());
    body.at(rule.at());
    body.exprs(rule.body());
    body.at(rule.at());
    if (rule.kind() == Rule.Kind.SET) {
      Operand member = body.term(rule.value());
      body.add(new Stmt.SetAdd(member, collection, body.where()));
    } else {
      Operand key = body.term(rule.key().orElseThrow());
      Operand value = body.term(rule.value());
      body.add(new Stmt.ObjectInsertOnce(key, value, collection, body.where()));
    }
    return body.finish();
  }

  private List<Block> complete(Rule rule, List<Integer> parameters, int result, Locals locals) {
    int own = locals.next();
    Where at = pool.where(rule.at());
    List<Block> branches = new ArrayList<>();
    BodyPlan main = body(locals, new HashMap<>());
    main.at(rule.at());
    main.add(new Stmt.ResetLocal(own, at));
    bindArguments(main, rule, parameters);
    branches.add(assigned(main, rule.body(), rule.value(), rule.at(), own));
    for (Rule.Else otherwise : rule.otherwise()) {
      BodyPlan next = body(locals, new HashMap<>());
      next.at(otherwise.at());
      next.add(new Stmt.IsUndefined(own, next.where()));
      bindArguments(next, rule, parameters);
      branches.add(assigned(next, otherwise.body(), otherwise.value(), otherwise.at(), own));
    }
    Operand.Local value = new Operand.Local(own);
    Block taken =
        new Block(List.of(new Stmt.IsDefined(own, at), new Stmt.AssignVarOnce(value, result, at)));
    if (branches.size() == 1) {
      return List.of(branches.get(0), taken);
    }
    branches.add(taken);
    return List.of(new Block(List.of(new Stmt.Nested(branches, at))));
  }

  private static Block assigned(
      BodyPlan plan, List<Expr> body, Term value, Location at, int target) {
    plan.exprs(body);
    plan.at(at);
    Operand operand = plan.term(value);
    plan.add(new Stmt.AssignVarOnce(operand, target, plan.where()));
    return plan.finish();
  }

  private static void bindArguments(BodyPlan plan, Rule rule, List<Integer> parameters) {
    for (int i = 0; i < rule.arguments().size(); i++) {
      plan.match(rule.arguments().get(i), new Operand.Local(parameters.get(2 + i)));
    }
  }

  private Block fallback(Rule rule, int result, Locals locals) {
    BodyPlan plan = body(locals, new HashMap<>());
    plan.at(rule.at());
    plan.add(new Stmt.IsUndefined(result, plan.where()));
    Operand value = plan.term(rule.value());
    plan.add(new Stmt.AssignVarOnce(value, result, plan.where()));
    return plan.finish();
  }

  private BodyPlan body(Locals locals, Map<String, Integer> variables) {
    return new BodyPlan(policy, pool, locals, variables);
  }
}
