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

  private interface Report {
    void add(String message, Location at, String label);
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
    check(rule, written, cursor::misspelt);
  }

  /// Checks a statement that was read as a rule; maybe it was not meant as one.
  void checkBare(Rule rule, boolean noValue) {
    check(rule, new Written(false, false, false, noValue), cursor::misplaced);
  }

  private void check(Rule rule, Written written, Report report) {
    if (!needed) {
      return;
    }
    String what = rule.head().arguments().isPresent() ? "function" : "rule";
    Location at = rule.at();
    if (rule.head().reference().path().isEmpty()
        && rule.head().key().isEmpty()
        && rule.head().reference().head() instanceof Term.Var name
        && Words.isKeyword(name.name(), Module.RegoVersion.V1)) {
      report.add(name.name() + " keyword cannot be used for rule name", at, "choose another name");
    }
    boolean set = rule.head().key().isPresent();
    if (!written.body() && written.noValue() && !set) {
      report.add(
          what + " must have value assignment and/or body declaration", at, "defines nothing");
    }
    if (written.body() && !written.hasIf() && !rule.isDefault()) {
      report.add("`if` keyword is required before " + what + " body", at, "no `if`");
    }
    if (set && !written.contains()) {
      report.add("`contains` keyword is required for partial set rules", at, "no `contains`");
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
