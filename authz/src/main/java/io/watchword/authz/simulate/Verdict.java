package io.watchword.authz.simulate;

/// A decision with its reasons.
///
/// @param layer `deny`, `allow`, `default`, or `failed`
/// @param rule `file:line` of the rule that decided; empty for the default
/// @param reason one sentence
/// @param nearestChange the least that would have to differ for a denied question to be allowed;
///   empty where it is allowed, or where no such change was found
public record Verdict(
    boolean allowed,
    String layer,
    String rule,
    String ruleId,
    String reason,
    String nearestChange) {}
