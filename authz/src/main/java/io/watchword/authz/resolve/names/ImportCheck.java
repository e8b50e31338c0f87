package io.watchword.authz.resolve.names;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftModule;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Refuses imports that hide each other, and rules, arguments and variables that hide `input` or
/// `data`. Both hold in Rego v1, and in strict mode.
public final class ImportCheck {

  private ImportCheck() {}

  /// Adds an error for each import whose name another one has.
  public static void checkImports(Draft draft) {
    boolean supported =
        draft.capabilities().hasFeature(Capabilities.REGO_V1_IMPORT)
            || draft.capabilities().hasFeature(Capabilities.REGO_V1);
    for (DraftModule module : draft.modules()) {
      if (!supported) {
        refuseRegoV1(module, draft.problems());
      }
      if (draft.isStrict(module)) {
        checkDuplicates(module.written().imports(), draft.problems());
      }
    }
  }

  private static void refuseRegoV1(DraftModule module, Problems problems) {
    for (Module.Import one : module.written().imports()) {
      if (DraftModule.isRegoV1(one)) {
        problems.compile(
            "rego.v1 import is not supported",
            one.at(),
            "not among the capabilities",
            "remove the import, or allow the feature `rego_v1_import`");
      }
    }
  }

  private static void checkDuplicates(List<Module.Import> imports, Problems problems) {
    Map<String, Module.Import> byName = new HashMap<>();
    for (Module.Import one : imports) {
      Module.Import first = byName.putIfAbsent(Globals.nameOf(one), one);
      if (first != null) {
        problems.compile(
            "import must not shadow " + RegoText.of(first),
            one.at(),
            "is called like an earlier import",
            "give it a name of its own with `as`");
      }
    }
  }

  /// Adds an error for each rule, argument or variable called `input` or `data`.
  public static void checkRoots(Draft draft) {
    for (DraftModule module : draft.modules()) {
      if (draft.isStrict(module)) {
        module.rules().forEach(rule -> checkHead(rule, draft.problems()));
        Assignments assignments = new Assignments(draft.problems());
        module.eachBranch(rule -> rule.visit(assignments));
      }
    }
  }

  /// Adds an error for each variable of a query called `input` or `data`.
  public static void checkRoots(List<Expr> query, Problems problems) {
    new Assignments(problems).body(query);
  }

  private static void checkHead(DraftRule rule, Problems problems) {
    if (Terms.ROOTS.contains(rule.name())) {
      problems.compile(
          "rules must not shadow " + rule.name() + " (use a different rule name)",
          rule.at(),
          "hides the document `" + rule.name() + "`",
          "rename the rule");
    }
    for (Term argument : rule.arguments()) {
      if (Terms.isRoot(argument)) {
        String name = RegoText.of(argument);
        problems.compile(
            "args must not shadow " + name + " (use a different variable name)",
            argument.at(),
            "hides the document `" + name + "`",
            "rename the argument");
      }
    }
  }

  /// Looks at what is assigned.
  private static final class Assignments extends TermVisitor {
    private final Problems problems;

    Assignments(Problems problems) {
      this.problems = problems;
    }

    @Override
    protected boolean enter(Expr expr) {
      if (expr.goal() instanceof Goal.Assign(Term target, _) && Terms.isRoot(target)) {
        String name = RegoText.of(target);
        problems.compile(
            "variables must not shadow " + name + " (use a different variable name)",
            expr.at(),
            "hides the document `" + name + "`",
            "rename the variable");
      }
      return true;
    }
  }
}
