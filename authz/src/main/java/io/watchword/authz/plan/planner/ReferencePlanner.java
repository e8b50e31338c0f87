package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import java.util.List;

/// Plans references: steps into a value, iterating where a variable has no value yet.
final class ReferencePlanner {

  private final FunctionDraft draft;
  private final DocumentPlanner documents;

  ReferencePlanner(FunctionDraft draft) {
    this.draft = draft;
    this.documents = new DocumentPlanner(draft);
  }

  Operand plan(Term.Ref reference) {
    if (reference.head() instanceof Term.Var head) {
      if (head.name().equals("data")) {
        return data(reference.path());
      }
      if (head.name().equals("input")) {
        // The first step notices that there is no input.
        return follow(FunctionDraft.local(0), reference.path());
      }
    }
    return follow(draft.terms().plan(reference.head()), reference.path());
  }

  /// A document below `data`, made by rules or not.
  Operand data(List<Term> path) {
    return documents.plan(path);
  }

  /// Goes on from `value`.
  Operand follow(Operand value, List<Term> path) {
    Operand at = value;
    for (Term key : path) {
      at = Terms.isReady(key, draft.scope()) ? dot(at, draft.terms().plan(key)) : scan(at, key);
    }
    return at;
  }

  Operand.Local dot(Operand source, Operand key) {
    Operand.Local target = draft.local();
    draft.add(new Stmt.Dot(source, key, target.index(), draft.at()));
    return target;
  }

  /// Each value in `source` whose key fits; all that follows is within the loop.
  Operand.Local scan(Operand source, Term key) {
    int collection = draft.inLocal(source);
    Operand.Local keys = draft.local();
    Operand.Local values = draft.local();
    draft.writer().openScan(collection, keys.index(), values.index());
    draft.unifier().match(keys, key);
    return values;
  }

  /// Each value in `source`.
  Operand.Local scanValues(Operand source) {
    int collection = draft.inLocal(source);
    Operand.Local keys = draft.local();
    Operand.Local values = draft.local();
    draft.writer().openScan(collection, keys.index(), values.index());
    return values;
  }
}
