package io.watchword.authz.load;

import io.watchword.authz.builtin.BuiltinSettings;
import io.watchword.authz.builtin.encoding.JsonWriter;
import io.watchword.authz.decision.Decision;
import io.watchword.authz.decision.RuleRef;
import io.watchword.authz.engine.Budget;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.engine.EvaluationFailedException;
import io.watchword.authz.engine.Outcome;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.RulePath;
import io.watchword.authz.resolve.Definition;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The decision of one Rego package about questions of the caller's own: `deny` (a boolean or a set
/// of reasons), then `allow` (a boolean; without such a rule what is not denied is allowed).
/// Immutable and thread-safe; never throws.
public final class PackageDecision {
  private static final long TIME_LIMIT_NANOS = 250_000_000;
  private static final int LONGEST_REASON = 1 << 16;

  private static final BuiltinSettings OFFLINE =
      BuiltinSettings.STANDARD.withAllowNet(Optional.of(Set.of()));

  private final LoadedPolicy policy;
  private final List<String> path;
  private final LongSupplier nanoTime;
  private final boolean canDeny;
  private final boolean canAllow;

  private PackageDecision(LoadedPolicy policy, List<String> path, LongSupplier nanoTime) {
    this.policy = policy;
    this.path = List.copyOf(path);
    this.nanoTime = nanoTime;
    this.canDeny = isDefined("deny");
    this.canAllow = isDefined("allow");
  }

  /// That of the package with `path`, such as `["watchword", "ca"]`; empty where it has neither
  /// `deny` nor `allow` and so decides nothing.
  public static Optional<PackageDecision> of(
      LoadedPolicy policy, List<String> path, LongSupplier nanoTime) {
    PackageDecision decision = new PackageDecision(policy, path, nanoTime);
    return decision.canDeny || decision.canAllow ? Optional.of(decision) : Optional.empty();
  }

  /// An answer, and what another rule of the package says beside it.
  ///
  /// @param extra text, number or truth value of that rule; empty where it is undefined
  public record Answer(Decision decision, Optional<Object> extra) {}

  /// The answer for `input`.
  ///
  /// @param input objects as maps, arrays as lists, texts, whole numbers and truth values
  /// @param extra name of a rule to ask as well where the answer is yes
  public Answer ask(Map<String, ?> input, String extra) {
    try {
      Budget budget = Budget.fuelAndTime(Budget.DEFAULT_FUEL, nanoTime, TIME_LIMIT_NANOS);
      EvaluationContext context =
          EvaluationContext.of(value(input), policy.data(), budget).with(OFFLINE);
      Decision decision = decide(context);
      return new Answer(
          decision,
          decision.allows() && isDefined(extra) ? extra(context, extra) : Optional.empty());
    } catch (EvaluationFailedException e) {
      return failed(e.code() + ": " + e.getMessage());
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      // Whatever went wrong, the caller gets no.
      return failed("eval_internal_error: " + e);
    }
  }

  private Decision decide(EvaluationContext context) {
    if (canDeny) {
      Outcome outcome = policy.engine().rule(function("deny"), context);
      Optional<String> reasons = reasons(outcome.value());
      if (reasons.isPresent()) {
        RuleRef rule = reference("deny", "deny", outcome.definedAt());
        return new Decision.Deny(
            rule,
            reasons.get().isEmpty() ? "denied by the rule at " + rule.location() : reasons.get(),
            "");
      }
    }
    if (!canAllow) {
      return new Decision.Allow(RuleRef.NONE);
    }
    Outcome outcome = policy.engine().rule(function("allow"), context);
    if (outcome.value() instanceof BooleanValue allowed && allowed.value()) {
      return new Decision.Allow(reference("allow", "allow", outcome.definedAt()));
    }
    if (outcome.value() != null && !(outcome.value() instanceof BooleanValue)) {
      return new Decision.Failed(wrongShape("allow", outcome.value(), "a boolean"));
    }
    return new Decision.Deny(firstAllow(), "no `allow` of package `" + name() + "` holds", "");
  }

  private Optional<String> reasons(@Nullable Value value) {
    return switch (value) {
      case null -> Optional.empty();
      case BooleanValue denied -> denied.value() ? Optional.of("") : Optional.empty();
      case SetValue reasons when reasons.size() == 0 -> Optional.empty();
      case SetValue reasons ->
          Optional.of(
              reasons.sorted().stream()
                  .map(PackageDecision::text)
                  .collect(Collectors.joining("; ")));
      default ->
          throw new EvaluationFailedException(
              "authz/decision-shape", wrongShape("deny", value, "a boolean or a set of reasons"));
    };
  }

  private Optional<Object> extra(EvaluationContext context, String rule) {
    Value value = policy.engine().rule(function(rule), context).value();
    return switch (value) {
      case null -> Optional.empty();
      case StringValue text -> Optional.of(text.text());
      case NumberValue number -> Optional.of(JsonWriter.compact(number, LONGEST_REASON));
      case BooleanValue truth -> Optional.of(truth.value());
      default ->
          throw new EvaluationFailedException(
              "authz/decision-shape", wrongShape(rule, value, "a text or a number"));
    };
  }

  private RuleRef firstAllow() {
    Location at = policy.definitions(function("allow")).getFirst().rule().at();
    return LoadedPolicy.reference(RuleRef.NONE.layer(), name() + ".allow", at.file(), at.line());
  }

  private RuleRef reference(String layer, String rule, @Nullable Where definedAt) {
    if (definedAt == null) {
      return new RuleRef(layer, name() + "." + rule, "");
    }
    String file = policy.plan().files().get(definedAt.file());
    return LoadedPolicy.reference(layer, name() + "." + rule, file, definedAt.row());
  }

  private boolean isDefined(String rule) {
    List<Definition> definitions = policy.definitions(function(rule));
    return !definitions.isEmpty();
  }

  private String function(String rule) {
    List<String> whole = new ArrayList<>(path);
    whole.add(rule);
    return "g0." + RulePath.name(whole);
  }

  private String name() {
    return String.join(".", path);
  }

  private String wrongShape(String rule, Value value, String expected) {
    return "`"
        + name()
        + "."
        + rule
        + "` is a "
        + value.typeName()
        + " (expected: "
        + expected
        + ")";
  }

  private static Answer failed(String why) {
    return new Answer(new Decision.Failed(why), Optional.empty());
  }

  private static String text(Value reason) {
    return reason instanceof StringValue text
        ? text.text()
        : JsonWriter.compact(reason, LONGEST_REASON);
  }

  private static Value value(Object fact) {
    return switch (fact) {
      case String text -> new StringValue(text);
      case Boolean truth -> BooleanValue.of(truth);
      case Integer number -> NumberValue.of(number);
      case Long number -> NumberValue.of(number);
      case List<?> list -> ArrayValue.of(list.stream().map(PackageDecision::value).toList());
      case Map<?, ?> map -> {
        TableValue table = TableValue.growing(map.size());
        map.forEach((key, of) -> table.put(new StringValue(String.valueOf(key)), value(of)));
        yield table;
      }
      default -> throw new IllegalArgumentException("a fact of type " + fact.getClass().getName());
    };
  }
}
