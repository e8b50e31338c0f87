package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Plans a statement under `with`: documents are replaced while it is evaluated, functions by
/// planning the rules it needs anew.
final class WithPlanner {

  private record Document(int local, List<Integer> path, Operand value) {}

  private final FunctionDraft draft;

  WithPlanner(FunctionDraft draft) {
    this.draft = draft;
  }

  void plan(Expr expr) {
    List<Document> documents = new ArrayList<>();
    Set<List<Value>> hidden = new HashSet<>();
    Map<String, Environment.Replacement> replaced = new HashMap<>();
    List<Operand> extras = new ArrayList<>(draft.extras());
    for (Expr.With with : expr.with()) {
      Optional<String> function = function(with.target());
      if (function.isPresent()) {
        replaced.put(function.get(), replacement(with.value(), extras));
      } else {
        documents.add(document(with));
        hiddenBy(with.target()).ifPresent(hidden::add);
      }
    }
    int moreExtras = extras.size() - draft.extras().size();
    Environment outer = draft.environment();
    boolean same = hidden.isEmpty() && replaced.isEmpty();
    Environment inner =
        same ? outer : draft.program().environments().within(outer, hidden, replaced, moreExtras);
    Map<Integer, Operand> saved = saved(documents);
    int mark = draft.writer().mark();
    documents.forEach(d -> draft.writer().openWith(d.local(), d.path(), d.value()));
    Expr plain = new Expr(expr.goal(), expr.negated(), List.of(), expr.generated(), expr.at());
    draft.under(inner, extras, () -> draft.goals().plan(plain));
    if (!draft.writer().iteratesSince(mark)) {
      draft.writer().closeTo(mark);
      return;
    }
    // What follows is inside the loops of the statement, and so inside its replacements: undo them.
    saved.forEach((local, before) -> draft.writer().openWith(local, List.of(), before));
  }

  private Map<Integer, Operand> saved(List<Document> documents) {
    Set<Integer> locals = new TreeSet<>();
    documents.forEach(d -> locals.add(d.local()));
    Map<Integer, Operand> saved = new HashMap<>();
    locals.forEach(local -> saved.put(local, draft.kept(FunctionDraft.local(local))));
    return saved;
  }

  /// The full name of the function that `target` is, if it is one.
  private Optional<String> function(Term target) {
    String head = head(target);
    if (head.equals("input")) {
      return Optional.empty();
    }
    String name = CallPlanner.name(target);
    if (head.equals("data")) {
      return draft.program().group(name).filter(RuleGroup::isFunction).map(group -> name);
    }
    return Optional.of(name);
  }

  private static String head(Term target) {
    return switch (target) {
      case Term.Var variable -> variable.name();
      case Term.Ref reference when reference.head() instanceof Term.Var variable -> variable.name();
      default -> throw new IllegalArgumentException("`with` of what is no document or function");
    };
  }

  private Environment.Replacement replacement(Term value, List<Operand> extras) {
    if (value instanceof Term.Var || value instanceof Term.Ref) {
      Optional<String> function = functionValue(value);
      if (function.isPresent()) {
        return new Environment.OtherFunction(function.get());
      }
    }
    extras.add(draft.kept(draft.terms().plan(value)));
    return new Environment.Extra(extras.size() - 1);
  }

  private Optional<String> functionValue(Term value) {
    if (value instanceof Term.Var variable
        && (draft.scope().knows(variable.name()) || Terms.isDocument(variable))) {
      return Optional.empty();
    }
    if (value instanceof Term.Ref reference && !(reference.head() instanceof Term.Var)) {
      return Optional.empty();
    }
    String name = CallPlanner.name(value);
    boolean rule = draft.program().group(name).filter(RuleGroup::isFunction).isPresent();
    boolean builtin = !head(value).equals("data") && draft.program().signature(name).isPresent();
    return rule || builtin ? Optional.of(name) : Optional.empty();
  }

  private Document document(Expr.With with) {
    Operand value = draft.kept(draft.terms().plan(with.value()));
    List<Integer> path = new ArrayList<>();
    for (Value key : path(with.target())) {
      path.add(draft.program().string(((StringValue) key).text()));
    }
    return new Document(head(with.target()).equals("input") ? 0 : 1, path, value);
  }

  private static List<Value> path(Term target) {
    List<Value> path = new ArrayList<>();
    if (target instanceof Term.Ref reference) {
      for (Term part : reference.path()) {
        if (!(part instanceof Term.Scalar scalar && scalar.value() instanceof StringValue name)) {
          throw new IllegalArgumentException("`with` of a path that is not constant");
        }
        path.add(name);
      }
    }
    return path;
  }

  /// The place of rules that base data stands in for.
  private Optional<List<Value>> hiddenBy(Term target) {
    if (!head(target).equals("data")) {
      return Optional.empty();
    }
    RuleTree.@Nullable Node node = draft.program().tree().root();
    for (Value key : path(target)) {
      if (node == null || node.group() != null) {
        break;
      }
      node = node.child(key);
    }
    return node == null ? Optional.empty() : Optional.of(path(target));
  }
}
