package io.watchword.authz.resolve.rewrite;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Expr.Goal;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.draft.Draft;
import io.watchword.authz.resolve.draft.DraftRule;
import io.watchword.authz.resolve.draft.LocalNames;
import io.watchword.authz.resolve.draft.Problems;
import io.watchword.authz.resolve.graph.RuleTree;
import io.watchword.authz.resolve.safety.Bound;
import io.watchword.authz.resolve.safety.Outputs;
import io.watchword.authz.resolve.walk.TermMapper;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import io.watchword.authz.resolve.walk.VariableFinder;
import io.watchword.authz.signature.Capabilities;
import java.util.List;
import java.util.Optional;

/// Writes template strings as calls of `internal.template_string`, each part a set that is empty
/// where the part is undefined.
public final class Templates {

  private final Capabilities capabilities;
  private final LocalNames names;
  private final Problems problems;
  private final RuleTree tree;
  private final Outputs outputs;

  /// What is needed to rewrite templates of a policy or a query.
  public Templates(Capabilities capabilities, LocalNames names, Problems problems, RuleTree tree) {
    this.capabilities = capabilities;
    this.names = names;
    this.problems = problems;
    this.tree = tree;
    this.outputs = Outputs.in(tree, capabilities);
  }

  /// Rewrites the rules of `draft`.
  public static void run(Draft draft, RuleTree tree) {
    Templates stage = new Templates(draft.capabilities(), draft.names(), draft.problems(), tree);
    draft.eachBranch(
        rule -> {
          if (contains(rule)) {
            stage.rule(rule);
          }
        });
  }

  private static boolean contains(DraftRule rule) {
    boolean[] found = new boolean[1];
    rule.visit(
        new TermVisitor() {
          @Override
          protected boolean enter(Term term) {
            found[0] |= term instanceof Term.Template;
            return !found[0];
          }
        });
    return found[0];
  }

  private void rule(DraftRule rule) {
    Bound known = Bound.of(Terms.ROOTS);
    rule.arguments().forEach(one -> known.addAll(VariableFinder.all(one)));
    InBody mapper = new InBody(known, rule.body());
    rule.body(mapper.each(rule.body()));
    rule.arguments(mapper.terms(rule.arguments()));
    rule.key()
        .ifPresentOrElse(
            key -> rule.key(mapper.term(key)), () -> rule.value(mapper.term(rule.value())));
  }

  /// A query's body without templates.
  public List<Expr> query(List<Expr> body) {
    return new InBody(Bound.of(Terms.ROOTS), body).each(body);
  }

  /// Rewrites the statements of one body, of which all variables it binds are known.
  private final class InBody extends TermMapper {
    private final Bound known;

    private InBody(Bound around, List<Expr> body) {
      this.known = around.inner();
      known.addAll(outputs.of(body, around));
    }

    private List<Expr> each(List<Expr> body) {
      return body.stream().map(this::expr).toList();
    }

    @Override
    protected Goal goal(Goal goal) {
      if (!(goal instanceof Goal.Every every)) {
        return super.goal(goal);
      }
      Bound inner = known.inner();
      inner.add(every.value().name());
      every.key().ifPresent(key -> inner.add(key.name()));
      return new Goal.Every(
          every.key(),
          every.value(),
          term(every.domain()),
          new InBody(inner, every.body()).each(every.body()));
    }

    @Override
    public Term term(Term term) {
      return switch (term) {
        case Term.Template template -> call(template);
        case Term.Comprehension comprehension -> {
          InBody inner = new InBody(known, comprehension.body());
          yield new Term.Comprehension(
              comprehension.kind(),
              comprehension.key().map(one -> collected(one, inner)),
              collected(comprehension.value(), inner),
              inner.each(comprehension.body()),
              comprehension.at());
        }
        default -> below(term);
      };
    }

    // Only a template that is itself what is collected sees the variables of the comprehension.
    private Term collected(Term term, InBody inner) {
      return term instanceof Term.Template ? inner.term(term) : term(term);
    }

    private Term call(Term.Template template) {
      Location at = template.at();
      if (!capabilities.hasFeature(Capabilities.TEMPLATE_STRINGS)
          || capabilities.find("internal.template_string").isEmpty()) {
        problems.compile(
            "template-strings are not supported",
            at,
            "not among the capabilities",
            "allow the feature `template_strings`, or use `sprintf`");
        return template;
      }
      int before = problems.count();
      List<Term> parts =
          template.parts().isEmpty()
              ? List.of(Terms.string("", at))
              : template.parts().stream().map(this::part).flatMap(Optional::stream).toList();
      return problems.count() > before
          ? template
          : Term.Call.of("internal.template_string", List.of(new Term.ArrayTerm(parts, at)), at);
    }

    private Optional<Term> part(Term.Template.Part part) {
      return switch (part) {
        case Term.Template.Text text -> Optional.of(Terms.string(text.text(), text.at()));
        case Term.Template.Interpolated interpolated -> interpolated(interpolated.expr());
      };
    }

    private Optional<Term> interpolated(Expr expr) {
      Optional<Term> found = value(expr);
      if (found.isEmpty()) {
        return found;
      }
      Term value = found.get();
      if (Terms.isVariable(value) || isAlwaysDefined(value)) {
        return Optional.of(new Term.SetTerm(List.of(term(value)), value.at()));
      }
      checkDeclared(value);
      Term.Var local = names.variable(value.at());
      Expr capture = new Expr(new Goal.Unify(local, value), false, expr.with(), false, value.at());
      List<Expr> body = List.of(capture);
      return Optional.of(
          new Term.Comprehension(
              Term.Comprehension.Kind.SET,
              Optional.empty(),
              local,
              new InBody(known, body).each(body),
              value.at()));
    }

    private Optional<Term> value(Expr expr) {
      switch (expr.goal()) {
        case Goal.Truth(Term.Call call) -> {
          String function = Terms.functionName(call);
          if (capabilities.find(function).map(one -> one.isRelation()).orElse(false)) {
            problems.compile(
                "illegal call to relation built-in '"
                    + function
                    + "' that may cause multiple outputs",
                call.at(),
                "may have several values",
                "bind one of its values before the string");
            return Optional.empty();
          }
          return Optional.of(call);
        }
        case Goal.Truth(Term term) -> {
          return Optional.of(term);
        }
        case Goal.Unify(Term left, Term right) -> {
          return Optional.of(Term.Call.of("eq", List.of(left, right), expr.at()));
        }
        default -> {
          problems.compile(
              "unexpected template-string expression type: "
                  + expr.goal().getClass().getSimpleName(),
              expr.at(),
              "has no value",
              "put a value between the braces");
          return Optional.empty();
        }
      }
    }

    private void checkDeclared(Term value) {
      for (String name : Captures.needed(value)) {
        if (!known.has(name)) {
          Captures.undeclared(names, problems, name, value.at());
        }
      }
    }

    private boolean isAlwaysDefined(Term term) {
      if (!(term instanceof Term.Ref)) {
        return false;
      }
      List<DraftRule> rules = tree.find(term).map(RuleTree::rules).orElse(List.of());
      if (rules.isEmpty() || rules.getFirst().isFunction()) {
        return false;
      }
      DraftRule first = rules.getFirst();
      return first.isSet()
          || (rules.size() == 1 && Terms.isAlways(first.body()) && isKnown(first.value()))
          || rules.stream().anyMatch(DraftRule::isDefault);
    }

    private static boolean isKnown(Term value) {
      return switch (value) {
        case Term.Scalar _ -> true;
        case Term.Var _ -> Terms.isVariable(value);
        case Term.ArrayTerm _, Term.SetTerm _, Term.ObjectTerm _ -> Terms.isGround(value);
        case Term.Ref _, Term.Call _, Term.Comprehension _, Term.Template _ -> false;
      };
    }
  }
}
