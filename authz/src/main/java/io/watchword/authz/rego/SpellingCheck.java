package io.watchword.authz.rego;

import java.util.List;
import java.util.Optional;

/// What Rego v1 asks of the spelling of a rule: `if` before a body, `contains` for sets.
final class SpellingCheck {

  private final Cursor cursor;
  private boolean needed;

  SpellingCheck(Cursor cursor, boolean needed) {
    this.cursor = cursor;
    this.needed = needed;
  }

  /// How a rule is spelt.
  record Written(boolean hasIf, boolean contains, boolean body, boolean noValue) {}

  Written written(boolean hasIf, boolean contains, boolean body, boolean noValue) {
    return new Written(hasIf, contains, body, noValue);
  }

  /// Asks for it from here on.
  void require() {
    needed = true;
  }

  void check(Rule rule, Written written) {
    if (!needed) {
      return;
    }
    String what = rule.head().arguments().isPresent() ? "function" : "rule";
    Location at = rule.at();
    if (rule.head().reference().path().isEmpty()
        && rule.head().key().isEmpty()
        && rule.head().reference().head() instanceof Term.Var name
        && Words.isKeyword(name.name(), Module.RegoVersion.V1)) {
      cursor.error(
          name.name() + " keyword cannot be used for rule name", at, "choose another name");
    }
    boolean set = rule.head().key().isPresent();
    if (!written.body() && written.noValue() && !set) {
      cursor.error(
          what + " must have value assignment and/or body declaration", at, "defines nothing");
    }
    if (written.body() && !written.hasIf() && !rule.isDefault()) {
      cursor.error("`if` keyword is required before " + what + " body", at, "no `if`");
    }
    if (set && !written.contains()) {
      cursor.error("`contains` keyword is required for partial set rules", at, "no `contains`");
    }
  }

  void checkChain(Rule first, List<Written> chain) {
    Optional<Rule> rule = Optional.of(first);
    for (Written written : chain) {
      check(rule.orElseThrow(), written);
      rule = rule.orElseThrow().otherwise();
    }
  }
}
