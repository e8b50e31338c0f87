package io.watchword.authz.resolve.draft;

import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.Module.RegoVersion;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A module while stages rewrite its rules.
public final class DraftModule {

  private final Module written;
  private final List<Term> path;
  private final List<DraftRule> rules;

  /// A module as the parser made it.
  public DraftModule(Module written) {
    this.written = written;
    this.path =
        written.path().stream().map(part -> Terms.string(part, written.packageAt())).toList();
    this.rules = new ArrayList<>(written.rules().size());
    for (Rule rule : written.rules()) {
      rules.add(new DraftRule(this, rule));
    }
  }

  /// As the parser made it.
  public Module written() {
    return written;
  }

  /// Its package after `data`.
  public List<Term> path() {
    return path;
  }

  /// Its rules, without their `else` branches.
  public List<DraftRule> rules() {
    return rules;
  }

  /// Whether the rules of Rego v1 hold: written in it, or importing `rego.v1`.
  public boolean followsV1() {
    return written.version() == RegoVersion.V1
        || written.imports().stream().anyMatch(DraftModule::isRegoV1);
  }

  /// Whether it is `import rego.v1`.
  public static boolean isRegoV1(Module.Import one) {
    return Terms.isUnder("rego", Terms.importPath(one));
  }

  /// Each rule and each `else` branch.
  public void eachBranch(Consumer<DraftRule> action) {
    for (DraftRule rule : rules) {
      for (DraftRule branch : rule.branches()) {
        action.accept(branch);
      }
    }
  }

  /// Rewrites arguments, key, value and body of each branch.
  public void map(TermMapper mapper) {
    eachBranch(
        rule -> {
          rule.arguments(mapper.terms(rule.arguments()));
          if (rule.isSet()) {
            rule.key().ifPresent(key -> rule.key(mapper.term(key)));
          } else {
            rule.value(mapper.term(rule.value()));
          }
          rule.body(mapper.body(rule.body()));
        });
  }
}
