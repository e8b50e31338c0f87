package io.watchword.authz.resolve.metadata;

import io.watchword.authz.rego.Annotations;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replaces `rego.metadata.rule()` and `rego.metadata.chain()` by what they say about the rule that
/// calls them, put before its body.
public final class MetadataCalls {

  private static final String CHAIN = "rego.metadata.chain";
  private static final String RULE = "rego.metadata.rule";

  private final Draft draft;
  private final AnnotationChains chains;

  private MetadataCalls(Draft draft, AnnotationChains chains) {
    this.draft = draft;
    this.chains = chains;
  }

  /// Rewrites the rules of `draft`.
  public static void run(Draft draft, AnnotationChains chains) {
    MetadataCalls stage = new MetadataCalls(draft, chains);
    draft.eachBranch(stage::rule);
  }

  private void rule(DraftRule rule) {
    Map<String, Location> calls = new HashMap<>();
    rule.visit(
        new TermVisitor() {
          @Override
          protected boolean enter(Expr expr) {
            functionOf(expr).ifPresent(name -> calls.putIfAbsent(name, expr.at()));
            return true;
          }
        });
    if (calls.isEmpty()) {
      return;
    }
    List<Expr> before = new ArrayList<>();
    Map<String, Term.Var> answers = new HashMap<>();
    for (String name : List.of(CHAIN, RULE)) {
      if (calls.containsKey(name)) {
        Location at = calls.getOrDefault(name, rule.at());
        Expr equality =
            draft.names().equality(name.equals(CHAIN) ? chain(rule, at) : nearest(rule, at));
        answers.put(name, LocalNames.named(equality));
        before.add(equality);
      }
    }
    TermMapper mapper = new Answers(answers);
    rule.body(mapper.body(Terms.join(before, rule.body())));
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(mapper.term(key)), () -> rule.value(mapper.term(rule.value())));
  }

  private Optional<String> functionOf(Expr expr) {
    String name =
        switch (expr.goal()) {
          case Goal.Truth(Term.Call call) -> Terms.functionName(call);
          case Goal.Unify(_, Term.Call call) -> Terms.functionName(call);
          default -> "";
        };
    boolean isMetadata = name.equals(CHAIN) || name.equals(RULE);
    return isMetadata && draft.capabilities().find(name).isPresent()
        ? Optional.of(name)
        : Optional.empty();
  }

  private Term nearest(DraftRule rule, Location at) {
    return chains
        .nearest(rule)
        .map(annotations -> document(annotations, at))
        .orElseGet(() -> new Term.ObjectTerm(List.of(), at));
  }

  private Term chain(DraftRule rule, Location at) {
    return new Term.ArrayTerm(chains.chain(rule).stream().map(link -> link(link, at)).toList(), at);
  }

  private static Term link(AnnotationLink link, Location at) {
    List<Term> path = link.path().stream().map(part -> Terms.literal(part, at)).toList();
    List<Term.Entry> entries = new ArrayList<>();
    link.annotations()
        .ifPresent(
            annotations ->
                entries.add(
                    new Term.Entry(Terms.string("annotations", at), document(annotations, at))));
    entries.add(new Term.Entry(Terms.string("path", at), new Term.ArrayTerm(path, at)));
    return new Term.ObjectTerm(entries, at);
  }

  private static Term document(Annotations annotations, Location at) {
    return Terms.literal(annotations.document(), at);
  }

  /// Puts the answers in place of the calls.
  private final class Answers extends TermMapper {
    private final Map<String, Term.Var> answers;

    Answers(Map<String, Term.Var> answers) {
      this.answers = answers;
    }

    @Override
    public Expr expr(Expr expr) {
      Term.Var answer = functionOf(expr).map(answers::get).orElse(null);
      if (answer == null) {
        return below(expr);
      }
      Goal goal =
          expr.goal() instanceof Goal.Unify(Term left, _)
              ? new Goal.Unify(left, answer)
              : new Goal.Truth(answer);
      return new Expr(goal, false, List.of(), true, expr.at());
    }
  }
}
