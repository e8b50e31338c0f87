package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Plans the value of a term. What follows is not reached where it is undefined.
final class TermPlanner {

  private final FunctionDraft draft;

  TermPlanner(FunctionDraft draft) {
    this.draft = draft;
  }

  Operand plan(Term term) {
    draft.deeper();
    Operand operand =
        switch (term) {
          case Term.Var variable -> variable(variable);
          case Term.Scalar scalar -> constant(scalar.value());
          case Term.Ref reference -> draft.references().plan(reference);
          case Term.Call call -> draft.calls().value(call);
          case Term.ArrayTerm array -> array(array);
          case Term.SetTerm set -> set(set);
          case Term.ObjectTerm object -> object(object);
          case Term.Comprehension comprehension -> comprehension(comprehension);
          case Term.Template template ->
              throw new IllegalArgumentException("a template string reached the planner");
        };
    draft.shallower();
    return operand;
  }

  private Operand variable(Term.Var variable) {
    if (variable.name().equals("input")) {
      draft.add(new Stmt.IsDefined(0, draft.at()));
      return FunctionDraft.local(0);
    }
    if (variable.name().equals("data")) {
      return draft.references().data(List.of());
    }
    Operand known = draft.scope().find(variable.name());
    if (known == null) {
      known = draft.local();
      draft.scope().bind(variable.name(), known);
    }
    return known;
  }

  private Operand constant(Value value) {
    if (value instanceof StringValue string) {
      return draft.program().text(string.text());
    }
    if (value instanceof BooleanValue bool) {
      return new Operand.Bool(bool.value());
    }
    Operand.Local target = draft.local();
    draft.add(
        value instanceof NullValue
            ? new Stmt.MakeNull(target.index(), draft.at())
            : new Stmt.MakeNumberRef(
                draft.program().string(value.toString()), target.index(), draft.at()));
    return target;
  }

  private Operand array(Term.ArrayTerm term) {
    Parts parts = new Parts(term.items());
    int array = draft.local().index();
    draft.add(new Stmt.MakeArray(term.items().size(), array, draft.at()));
    for (int i = 0; i < term.items().size(); i++) {
      parts.use(i, item -> draft.add(new Stmt.ArrayAppend(item, array, draft.at())));
    }
    return FunctionDraft.local(array);
  }

  private Operand set(Term.SetTerm term) {
    Parts parts = new Parts(term.members());
    int set = draft.local().index();
    draft.add(new Stmt.MakeSet(set, draft.at()));
    for (int i = 0; i < term.members().size(); i++) {
      parts.use(i, member -> draft.add(new Stmt.SetAdd(member, set, draft.at())));
    }
    return FunctionDraft.local(set);
  }

  private Operand object(Term.ObjectTerm term) {
    List<Term> flat = new ArrayList<>();
    for (Term.Entry entry : term.entries()) {
      flat.add(entry.key());
      flat.add(entry.value());
    }
    Parts parts = new Parts(flat);
    int object = draft.local().index();
    draft.add(new Stmt.MakeObject(object, draft.at()));
    for (int i = 0; i < flat.size(); i += 2) {
      int value = i + 1;
      parts.use(
          i,
          key ->
              parts.use(value, v -> draft.add(new Stmt.ObjectInsert(key, v, object, draft.at()))));
    }
    return FunctionDraft.local(object);
  }

  private Operand comprehension(Term.Comprehension term) {
    draft.moveTo(term.at());
    int target = draft.local().index();
    draft.add(
        switch (term.kind()) {
          case ARRAY -> new Stmt.MakeArray(0, target, draft.at());
          case SET -> new Stmt.MakeSet(target, draft.at());
          case OBJECT -> new Stmt.MakeObject(target, draft.at());
        });
    draft.scope().enter();
    Block block = draft.writer().block(() -> collect(term, target));
    draft.scope().leave();
    draft.add(new Stmt.Nested(List.of(block), draft.at()));
    return FunctionDraft.local(target);
  }

  private void collect(Term.Comprehension term, int target) {
    draft.goals().body(term.body());
    switch (term.kind()) {
      case ARRAY -> draft.add(new Stmt.ArrayAppend(plan(term.value()), target, draft.at()));
      case SET -> draft.add(new Stmt.SetAdd(plan(term.value()), target, draft.at()));
      case OBJECT -> {
        Operand key = plan(term.key().orElseThrow());
        Operand value = plan(term.value());
        draft.add(new Stmt.ObjectInsertOnce(key, value, target, draft.at()));
      }
    }
  }

  /// The parts of a collection. What may iterate is planned before the collection is made, so that
  /// each round makes one of its own; the rest, of which there may be a million, right where it is
  /// added, in locals used again.
  private final class Parts {
    private final List<Term> terms;
    private final List<Operand> planned = new ArrayList<>();

    Parts(List<Term> terms) {
      this.terms = terms;
      if (!terms.stream().allMatch(Terms::isPlain)) {
        terms.forEach(term -> planned.add(plan(term)));
      }
    }

    void use(int index, Consumer<Operand> user) {
      if (!planned.isEmpty()) {
        user.accept(planned.get(index));
        return;
      }
      int before = draft.nextLocal();
      user.accept(plan(terms.get(index)));
      if (terms.get(index) instanceof Term.Scalar) {
        draft.reuseFrom(before);
      }
    }
  }
}
