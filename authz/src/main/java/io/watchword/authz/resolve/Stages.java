package io.watchword.authz.resolve;

import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.graph.ConflictCheck;
import io.watchword.authz.resolve.graph.DependencyOrder;
import io.watchword.authz.resolve.graph.RecursionCheck;
import io.watchword.authz.resolve.graph.RuleGraph;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.metadata.AnnotationChains;
import io.watchword.authz.resolve.metadata.MetadataCalls;
import io.watchword.authz.resolve.names.ImportCheck;
import io.watchword.authz.resolve.names.LocalsStage;
import io.watchword.authz.resolve.names.ReferenceStage;
import io.watchword.authz.resolve.rewrite.CallLifter;
import io.watchword.authz.resolve.rewrite.DynamicLifter;
import io.watchword.authz.resolve.rewrite.Equalities;
import io.watchword.authz.resolve.rewrite.FunctionCheck;
import io.watchword.authz.resolve.rewrite.HeadReferences;
import io.watchword.authz.resolve.rewrite.Prints;
import io.watchword.authz.resolve.rewrite.Templates;
import io.watchword.authz.resolve.rewrite.ValueLifter;
import io.watchword.authz.resolve.rewrite.WithModifiers;
import io.watchword.authz.resolve.safety.Outputs;
import io.watchword.authz.resolve.safety.SafetyStage;
import io.watchword.authz.resolve.walk.TermVisitor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The stages from parsed to resolved, in OPA's order. A stage with errors is the last one, since
/// what follows builds on it.
final class Stages {

  private final Draft draft;
  private final ResolveSettings settings;
  private @Nullable RuleTree tree;
  private @Nullable RuleGraph graph;
  private @Nullable AnnotationChains annotations;
  private @Nullable DependencyOrder order;

  Stages(Draft draft, ResolveSettings settings) {
    this.draft = draft;
    this.settings = settings;
  }

  /// What the stages found out about the rules as a whole.
  record Found(RuleTree tree, AnnotationChains annotations, DependencyOrder order) {}

  /// Runs all stages; empty where one of them has errors.
  Optional<Found> run() {
    for (Runnable stage : all()) {
      stage.run();
      if (!draft.problems().isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Found(tree(), annotations(), order()));
  }

  private List<Runnable> all() {
    return List.of(
        () -> ReferenceStage.run(draft),
        () -> HeadReferences.run(draft),
        () -> ImportCheck.checkRoots(draft),
        () -> ImportCheck.checkImports(draft),
        () -> tree = RuleTree.of(draft.modules()),
        () -> LocalsStage.run(draft),
        () -> Templates.run(draft, tree()),
        () -> check(functions().voidCalls()),
        this::prints,
        () -> CallLifter.run(draft),
        () -> annotations = AnnotationChains.of(draft),
        () -> MetadataCalls.run(draft, annotations()),
        () -> graph = RuleGraph.of(draft, tree()),
        () -> ValueLifter.liftFromComprehensions(draft),
        () -> ValueLifter.liftFromHeads(draft),
        () -> WithModifiers.run(draft, tree(), settings.unsafeBuiltins()),
        () -> ConflictCheck.check(draft, tree(), settings.basePaths()::exists),
        this::undefinedFunctions,
        () -> safety().checkHeads(),
        this::orderBodies,
        () -> Equalities.run(draft),
        () -> DynamicLifter.run(draft),
        this::recursion,
        () -> check(functions().forbidden(settings.unsafeBuiltins())),
        this::deprecated,
        this::results);
  }

  private void prints() {
    if (settings.prints()) {
      Prints.rewrite(draft, outputs());
    } else {
      Prints.erase(draft);
    }
  }

  private void undefinedFunctions() {
    if (!settings.undefinedFunctions()) {
      check(functions().undefined(tree()));
    }
  }

  private void orderBodies() {
    if (!settings.undefinedFunctions()) {
      safety().orderBodies();
    }
  }

  private void recursion() {
    DependencyOrder found = DependencyOrder.of(graph());
    order = found;
    RecursionCheck.check(graph(), found, draft.problems());
  }

  private void deprecated() {
    TermVisitor visitor = functions().deprecated();
    for (DraftModule module : draft.modules()) {
      if (draft.isStrict(module)) {
        module.eachBranch(rule -> rule.visit(visitor));
      }
    }
  }

  private void results() {
    RuleTree rules = tree();
    draft
        .modules()
        .forEach(
            module ->
                module.map(Equalities.results(call -> rules.arity(call, draft.capabilities()))));
  }

  private void check(TermVisitor visitor) {
    draft.eachBranch(rule -> rule.visit(visitor));
  }

  private FunctionCheck functions() {
    return new FunctionCheck(draft.capabilities(), draft.problems(), draft.names()::writtenName);
  }

  private SafetyStage safety() {
    return new SafetyStage(draft, outputs());
  }

  private Outputs outputs() {
    return Outputs.in(tree(), draft.capabilities());
  }

  private RuleTree tree() {
    return needed(tree);
  }

  private RuleGraph graph() {
    return needed(graph);
  }

  private AnnotationChains annotations() {
    return needed(annotations);
  }

  private DependencyOrder order() {
    return needed(order);
  }

  private static <T> T needed(@Nullable T made) {
    if (made == null) {
      throw new IllegalStateException("a stage ran before the one it builds on");
    }
    return made;
  }
}
