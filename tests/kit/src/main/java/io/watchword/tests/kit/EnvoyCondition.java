package io.watchword.tests.kit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What [NeedsEnvoy] asks. JUnit's thread.
final class EnvoyCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return InstalledTool.envoy()
        .map(file -> ConditionEvaluationResult.enabled("runs `" + file + "`"))
        .orElseGet(
            () ->
                ConditionEvaluationResult.disabled(
                    "needs-envoy: no `envoy` on the path, and WATCHWORD_ENVOY names none"));
  }
}
