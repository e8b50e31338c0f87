package io.watchword.authz.decision;

/// The answer to one question. Only [Allow] lets traffic pass: when in doubt, deny.
public sealed interface Decision {

  /// Whether traffic may pass.
  default boolean allows() {
    return this instanceof Allow;
  }

  /// @param rule which rule allowed it
  record Allow(RuleRef rule) implements Decision {}

  /// @param rule which rule denied it; with layer `default` where no rule allowed it
  /// @param reason a sentence for operators, never sent to the caller
  /// @param nearestChange what would have to differ for it to be allowed; empty where that is not
  ///   known
  record Deny(RuleRef rule, String reason, String nearestChange) implements Decision {}

  /// The evaluation failed or ran out of time. Denies, and is counted apart.
  record Failed(String reason) implements Decision {}
}
