package io.watchword.authz.testrun;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import java.util.ArrayList;
import java.util.List;

/// Tests over cases, `test_x[name] if …`: their bodies are made to say each case's name as soon as
/// it is known, so that a case which fails is seen as well. Stateless.
final class TestCases {

  /// The built-in that is told of a case.
  static final String BUILTIN = "internal.test_case";

  private TestCases() {}

  static List<Module> announced(List<Module> modules) {
    return modules.stream().map(TestCases::announced).toList();
  }

  private static Module announced(Module module) {
    List<Rule> rules = module.rules().stream().map(TestCases::announced).toList();
    return new Module(
        module.source(),
        module.version(),
        module.path(),
        module.packageAt(),
        module.imports(),
        rules,
        module.annotations(),
        module.comments());
  }

  private static Rule announced(Rule rule) {
    List<Term> names = rule.head().reference().path();
    if (!TestRun.isTest(rule) || names.isEmpty() || rule.kind() != Rule.Kind.COMPLETE) {
      return rule;
    }
    Term.ArrayTerm name = new Term.ArrayTerm(names, rule.head().at());
    Expr says =
        new Expr(
            new Expr.Goal.Truth(Term.Call.of(BUILTIN, List.of(name), rule.head().at())),
            false,
            List.of(),
            true,
            rule.head().at());
    List<Expr> body = new ArrayList<>(rule.body());
    body.add(boundFrom(names, rule.body()), says);
    return new Rule(
        rule.head(), body, rule.otherwise(), rule.isDefault(), rule.annotations(), rule.at());
  }

  // Right after the statement that names the last of them.
  private static int boundFrom(List<Term> names, List<Expr> body) {
    int from = 0;
    for (Term name : names) {
      if (name instanceof Term.Var variable) {
        int at = 0;
        while (at < body.size() && !Mentions.isIn(body.get(at), variable.name())) {
          at++;
        }
        from = Math.max(from, Math.min(body.size(), at + 1));
      }
    }
    return from;
  }
}
