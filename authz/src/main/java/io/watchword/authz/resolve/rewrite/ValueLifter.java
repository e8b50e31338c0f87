package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes references and comprehensions out of what comprehensions collect and heads produce, into
/// the body: `[x.a | …]` becomes `[v | …; v = x.a]`.
public final class ValueLifter {

  private final LocalNames names;

  /// Values get names from `names`.
  public ValueLifter(LocalNames names) {
    this.names = names;
  }

  /// Rewrites all comprehensions of `draft`.
  public static void liftFromComprehensions(Draft draft) {
    TermMapper mapper = new ValueLifter(draft.names()).comprehensions();
    draft.modules().forEach(module -> module.map(mapper));
  }

  /// Rewrites all heads of `draft`.
  public static void liftFromHeads(Draft draft) {
    ValueLifter lifter = new ValueLifter(draft.names());
    draft.eachBranch(lifter::head);
  }

  /// Rewrites comprehensions.
  public TermMapper comprehensions() {
    return new TermMapper() {
      @Override
      public Term term(Term term) {
        return below(term instanceof Term.Comprehension one ? comprehension(one) : term);
      }
    };
  }

  private Term comprehension(Term.Comprehension comprehension) {
    List<Expr> support = new ArrayList<>();
    Optional<Term> key = comprehension.key().map(one -> lift(one, support));
    Term value = lift(comprehension.value(), support);
    return support.isEmpty()
        ? comprehension
        : new Term.Comprehension(
            comprehension.kind(),
            key,
            value,
            Terms.append(comprehension.body(), support),
            comprehension.at());
  }

  private void head(DraftRule rule) {
    List<Expr> support = new ArrayList<>();
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(lift(key, support)), () -> rule.value(lift(rule.value(), support)));
    if (rule.isFunction()) {
      rule.arguments(rule.arguments().stream().map(one -> lift(one, support)).toList());
    }
    rule.body(Terms.append(rule.body(), support));
  }

  private Term lift(Term term, List<Expr> support) {
    if (!Terms.needsEvaluation(term)) {
      return term;
    }
    Expr equality = names.equality(term);
    support.add(equality);
    return LocalNames.named(equality);
  }
}
