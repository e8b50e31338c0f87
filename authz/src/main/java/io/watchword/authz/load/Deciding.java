package io.watchword.authz.load;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.builtin.encoding.JsonWriter;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.DefaultAction;
import io.watchword.authz.decision.RuleRef;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One decision: deny, then allow, then the default. Used once, on one thread; never throws.
public final class Deciding {

  private static final long TIME_LIMIT_NANOS = 250_000_000;
  private static final int LONGEST_REASON = 1 << 16;

  // A decision is made on an event loop, which must not wait for anybody's server.
  private static final BuiltinSettings OFFLINE =
      BuiltinSettings.STANDARD.withAllowNet(Optional.of(Set.of()));

  private static final String DEFAULT_LAYER = RuleRef.NONE.layer();
  private static final StringValue ALLOWED = new StringValue("allowed");

  private final LoadedPolicy policy;
  private final DefaultAction defaultAction;
  private final EvaluationContext context;

  public Deciding(
      LoadedPolicy policy, Value input, DefaultAction defaultAction, LongSupplier nanoTime) {
    this.policy = policy;
    this.defaultAction = defaultAction;
    Budget budget = Budget.fuelAndTime(Budget.DEFAULT_FUEL, nanoTime, TIME_LIMIT_NANOS);
    this.context = EvaluationContext.of(input, policy.data(), budget).with(OFFLINE);
  }

  /// @param connection whether the question is about a connection
  public Decision decide(Selection.Asked asked, boolean connection) {
    try {
      for (DecisionRule rule : asked.deny()) {
        Optional<Decision> denied = denied(rule, connection);
        if (denied.isPresent()) {
          return denied.get();
        }
      }
      for (DecisionRule rule : asked.allow()) {
        Optional<Decision> allowed = allowed(rule, connection);
        if (allowed.isPresent()) {
          return allowed.get();
        }
      }
      return otherwise(asked, connection);
    } catch (EvaluationFailedException e) {
      return new Decision.Failed(e.code() + ": " + e.getMessage());
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      // Whatever went wrong, the caller gets no.
      return new Decision.Failed("eval_internal_error: " + e);
    }
  }

  private Decision otherwise(Selection.Asked asked, boolean connection) {
    String what = connection ? "connection" : "request";
    if (asked.selected()) {
      return new Decision.Deny(
          firstThatDidNotMatch(asked), "no ALLOW policy of this workload matches the " + what, "");
    }
    if (defaultAction == DefaultAction.ALLOW) {
      return new Decision.Allow(RuleRef.NONE);
    }
    return new Decision.Deny(
        RuleRef.NONE, "no ALLOW policy selects this workload, and the default action is deny", "");
  }

  /// The default decided, but whoever asks why wants a line to look at: the first of the rules that
  /// could have allowed it.
  private RuleRef firstThatDidNotMatch(Selection.Asked asked) {
    for (DecisionRule rule : asked.allow()) {
      switch (rule) {
        case DecisionRule.FromYaml yaml -> {
          return ref(yaml, DEFAULT_LAYER, null);
        }
        case DecisionRule.FromRego rego -> {
          List<Definition> definitions = policy.definitions(rego.function());
          if (!definitions.isEmpty()) {
            Location at = definitions.getFirst().rule().at();
            return LoadedPolicy.reference(DEFAULT_LAYER, rego.name(), at.file(), at.line());
          }
        }
      }
    }
    return RuleRef.NONE;
  }

  private Outcome evaluate(DecisionRule rule, boolean connection) {
    String function =
        (connection ? rule.connectionFunction() : rule.requestFunction()).orElseThrow();
    return policy.engine().rule(function, context);
  }

  private Optional<Decision> denied(DecisionRule rule, boolean connection) {
    Outcome outcome = evaluate(rule, connection);
    Value value = outcome.value();
    return switch (value) {
      case null -> Optional.empty();
      case BooleanValue b when !b.value() -> Optional.empty();
      case BooleanValue b -> Optional.of(deny(rule, outcome, ""));
      case SetValue reasons when reasons.size() == 0 -> Optional.empty();
      case SetValue reasons -> Optional.of(deny(rule, outcome, reasons(reasons)));
      default ->
          Optional.of(
              new Decision.Failed(
                  "`"
                      + name(rule)
                      + "` is a "
                      + value.typeName()
                      + " (expected: a boolean or a set of reasons)"));
    };
  }

  private Decision deny(DecisionRule rule, Outcome outcome, String reasons) {
    RuleRef ref = ref(rule, "deny", outcome.definedAt());
    String reason =
        reasons.isEmpty()
            ? "denied by "
                + (ref.location().isEmpty() ? ref.ruleId() : "the rule at " + ref.location())
            : reasons;
    return new Decision.Deny(ref, reason, "");
  }

  private static String reasons(SetValue reasons) {
    return reasons.sorted().stream()
        .map(
            reason ->
                reason instanceof StringValue text
                    ? text.text()
                    : JsonWriter.compact(reason, LONGEST_REASON))
        .collect(Collectors.joining("; "));
  }

  private Optional<Decision> allowed(DecisionRule rule, boolean connection) {
    Outcome outcome = evaluate(rule, connection);
    Value value = outcome.value();
    boolean allows =
        switch (value) {
          case null -> false;
          case BooleanValue b -> b.value();
          case ObjectValue answer when !connection -> BooleanValue.TRUE.equals(answer.get(ALLOWED));
          default -> {
            String expected = connection ? "a boolean" : "a boolean or an object with `allowed`";
            throw new EvaluationFailedException(
                "authz/decision-shape",
                "`" + name(rule) + "` is a " + value.typeName() + " (expected: " + expected + ")");
          }
        };
    return allows
        ? Optional.of(new Decision.Allow(ref(rule, "allow", outcome.definedAt())))
        : Optional.empty();
  }

  private static String name(DecisionRule rule) {
    return switch (rule) {
      case DecisionRule.FromYaml yaml -> yaml.rule().id();
      case DecisionRule.FromRego rego -> rego.name();
    };
  }

  private RuleRef ref(DecisionRule rule, String layer, @Nullable Where definedAt) {
    return switch (rule) {
      case DecisionRule.FromYaml yaml ->
          new RuleRef(layer, yaml.rule().id(), yaml.rule().at().fileLine());
      case DecisionRule.FromRego rego -> {
        if (definedAt == null) {
          yield new RuleRef(layer, rego.name(), "");
        }
        String file = policy.plan().files().get(definedAt.file());
        yield LoadedPolicy.reference(layer, rego.name(), file, definedAt.row());
      }
    };
  }
}
