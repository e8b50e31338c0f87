package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.walk.RegoText;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.signature.Capabilities;
import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;

/// Leaves only constants and variables in the references of heads: `p[input.x]` becomes `p[v]` with
/// `v = input.x` in the body.
public final class HeadReferences {

  private final Draft draft;
  private final boolean prefixes;
  private final boolean general;

  private HeadReferences(Draft draft) {
    Capabilities allowed = draft.capabilities();
    this.draft = draft;
    this.general =
        allowed.hasFeature(Capabilities.RULE_HEAD_REFS) || allowed.hasFeature(Capabilities.REGO_V1);
    this.prefixes = general || allowed.hasFeature(Capabilities.RULE_HEAD_REF_STRING_PREFIXES);
  }

  /// Rewrites the heads of `draft`.
  public static void run(Draft draft) {
    HeadReferences stage = new HeadReferences(draft);
    draft.modules().forEach(module -> module.rules().forEach(stage::rule));
  }

  private void rule(DraftRule rule) {
    if (rule.path().isEmpty()) {
      return;
    }
    if (!prefixes && (rule.path().size() > 1 || isString(rule.path().getFirst()))) {
      draft
          .problems()
          .compile(
              "rule heads with refs are not supported: " + RegoText.of(rule.localReference()),
              rule.at(),
              "not among the capabilities",
              "allow the feature `rule_head_refs`");
      return;
    }
    List<Term> path = new ArrayList<>(rule.path().size());
    List<Expr> body = new ArrayList<>();
    for (int i = 0; i < rule.path().size(); i++) {
      Term part = rule.path().get(i);
      if (!general && (rule.isSet() || i < rule.path().size() - 1) && !isString(part)) {
        refuse(rule);
      }
      if (Terms.isScalar(part) || Terms.isVariable(part)) {
        path.add(part);
      } else {
        Expr equality = draft.names().equality(part);
        path.add(LocalNames.named(equality));
        body.add(equality);
      }
    }
    if (!body.isEmpty()) {
      rule.path(path);
      rule.body(Terms.append(rule.body(), body));
    }
  }

  private void refuse(DraftRule rule) {
    draft
        .problems()
        .type(
            "rule heads with general refs (containing variables) are not supported: "
                + RegoText.of(rule.localReference()),
            rule.at(),
            "not among the capabilities",
            "allow the feature `rule_head_refs`");
  }

  private static boolean isString(Term part) {
    return part instanceof Term.Scalar(StringValue _, _);
  }
}
