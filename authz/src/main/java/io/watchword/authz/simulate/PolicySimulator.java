package io.watchword.authz.simulate;

import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.RuleRef;
import io.watchword.authz.load.Deciding;
import io.watchword.authz.load.InputDocument;
import io.watchword.authz.load.LoadedPolicy;
import io.watchword.authz.load.Selection;
import io.watchword.authz.value.Value;

/// Answers questions without a mesh: the verdict, its reason, and for denials the nearest change.
/// Stateless.
public final class PolicySimulator {

  private PolicySimulator() {}

  /// @param mesh says what happens where no ALLOW policy selects the workload
  public static Verdict simulate(LoadedPolicy policy, MeshModel mesh, Question question) {
    Decision decision = decide(policy, mesh.defaultAction(), question);
    return switch (decision) {
      case Decision.Allow allow ->
          new Verdict(
              true,
              allow.rule().layer(),
              allow.rule().location(),
              allow.rule().ruleId(),
              reason(allow.rule()),
              "");
      case Decision.Deny deny -> {
        Selection.Asked asked = asked(policy, question);
        String nearest =
            new NearestChange(policy, question, q -> decide(policy, mesh.defaultAction(), q))
                .of(deny, asked);
        yield new Verdict(
            false,
            deny.rule().layer(),
            deny.rule().location(),
            deny.rule().ruleId(),
            deny.reason(),
            nearest);
      }
      case Decision.Failed failed -> new Verdict(false, "failed", "", "", failed.reason(), "");
    };
  }

  private static String reason(RuleRef rule) {
    return rule.location().isEmpty()
        ? "no ALLOW policy selects this workload, and the default action is allow"
        : "allowed by the rule at " + rule.location();
  }

  private static Selection.Asked asked(LoadedPolicy policy, Question question) {
    Selection selection = policy.select(question.to().destination());
    return question.http() ? selection.requests() : selection.connections();
  }

  // As the proxy asks: before the first request of an HTTP connection, the explicit rules of the
  // connection layer.
  private static Decision decide(LoadedPolicy policy, DefaultAction action, Question question) {
    if (question.http()) {
      Selection.Asked explicit = policy.select(question.to().destination()).explicit();
      Value connection = InputDocument.of(question.connectionFacts());
      Decision first =
          new Deciding(policy, connection, DefaultAction.ALLOW, System::nanoTime)
              .decide(explicit, true);
      if (!first.allows()) {
        return first;
      }
    }
    Value input =
        question.http()
            ? InputDocument.of(question.requestFacts())
            : InputDocument.of(question.connectionFacts());
    return new Deciding(policy, input, action, System::nanoTime)
        .decide(asked(policy, question), !question.http());
  }
}
