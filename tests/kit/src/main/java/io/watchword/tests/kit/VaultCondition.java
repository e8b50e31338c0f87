package io.watchword.tests.kit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What [NeedsVault] asks. JUnit's thread.
final class VaultCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return InstalledTool.vault()
        .map(file -> ConditionEvaluationResult.enabled("runs `" + file + "`"))
        .orElseGet(
            () ->
                ConditionEvaluationResult.disabled(
                    "needs-vault: no `bao` or `vault` on the path, and WATCHWORD_BAO names none"));
  }
}
