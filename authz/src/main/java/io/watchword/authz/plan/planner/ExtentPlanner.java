package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Map;

/// Plans a package, or all of `data`, as one object: what rules make, merged with base data, which
/// wins.
final class ExtentPlanner {

  private final FunctionDraft draft;
  private final DocumentPlanner documents;

  ExtentPlanner(FunctionDraft draft, DocumentPlanner documents) {
    this.draft = draft;
    this.documents = documents;
  }

  Operand plan(RuleTree.Node node, List<Value> at) {
    Operand.Local made = made(node, at);
    Operand.Local target = draft.local();
    Block merging =
        draft
            .writer()
            .block(
                () -> {
                  Operand base = at.isEmpty() ? withoutSystem() : documents.base(at, List.of());
                  int local = draft.inLocal(base);
                  draft.add(new Stmt.ObjectMerge(local, made.index(), target.index(), draft.at()));
                  draft.add(new Stmt.Break(1, draft.at()));
                });
    Block whole =
        draft
            .writer()
            .block(
                () -> {
                  draft.add(new Stmt.Nested(List.of(merging), draft.at()));
                  draft.add(new Stmt.AssignVar(made, target.index(), draft.at()));
                });
    draft.add(new Stmt.Nested(List.of(whole), draft.at()));
    return target;
  }

  /// The object rules make; those that are undefined are not in it.
  private Operand.Local made(RuleTree.Node node, List<Value> at) {
    Operand.Local object = draft.local();
    draft.add(new Stmt.MakeObject(object.index(), draft.at()));
    for (Map.Entry<Value, RuleTree.Node> child : node.children().entrySet()) {
      Value key = child.getKey();
      List<Value> path = DocumentPlanner.plus(at, key);
      if (draft.environment().hides(path) || at.isEmpty() && key.equals(DocumentPlanner.SYSTEM)) {
        continue;
      }
      RuleGroup group = child.getValue().group();
      if (group == null) {
        insert(object, key, made(child.getValue(), path));
      } else if (!group.isFunction()) {
        Block block = draft.writer().block(() -> insert(object, key, documents.call(group)));
        draft.add(new Stmt.Nested(List.of(block), draft.at()));
      }
    }
    return object;
  }

  private void insert(Operand.Local object, Value key, Operand value) {
    Operand name = draft.program().text(((StringValue) key).text());
    draft.add(new Stmt.ObjectInsert(name, value, object.index(), draft.at()));
  }

  /// What is stored under `data.system` shows only where it is asked for.
  private Operand withoutSystem() {
    Operand.Local copy = draft.local();
    Operand.Local key = draft.local();
    Operand.Local value = draft.local();
    draft.add(new Stmt.MakeObject(copy.index(), draft.at()));
    Block each =
        draft
            .writer()
            .block(
                () -> {
                  Operand system = draft.program().text("system");
                  draft.add(new Stmt.NotEqual(key, system, draft.at()));
                  draft.add(new Stmt.ObjectInsert(key, value, copy.index(), draft.at()));
                });
    draft.add(new Stmt.Scan(1, key.index(), value.index(), each, draft.at()));
    return copy;
  }
}
