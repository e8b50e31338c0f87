package io.watchword.authz.plan.planner;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Plans a reference into a package by a name that is no constant: `data.a[x].b`.
///
/// A name known when it is asked picks one rule; where there are many, by a dynamic call. Otherwise
/// each rule writes the values of the reference's variables and its own into a row, and what
/// follows loops over the rows: so what follows is planned once, however many rules there are.
final class DocumentIteration {

  /// So many rules are compared with a known name one by one.
  private static final int FEW = 3;

  private final FunctionDraft draft;
  private final DocumentPlanner documents;

  DocumentIteration(FunctionDraft draft, DocumentPlanner documents) {
    this.draft = draft;
    this.documents = documents;
  }

  Operand plan(RuleTree.Node node, List<Value> at, List<Term> rest) {
    Term first = rest.getFirst();
    List<Term> further = rest.subList(1, rest.size());
    if (!Terms.isSingle(first, draft.scope())) {
      return rows(node, at, first, null, further);
    }
    Operand called = dynamicCall(node, at, rest);
    if (called != null) {
      return called;
    }
    Operand key = draft.terms().plan(first);
    boolean one = further.stream().allMatch(term -> Terms.isSingle(term, draft.scope()));
    return one ? choice(node, at, key, further) : rows(node, at, first, key, further);
  }

  /// The one document under a known key.
  private Operand choice(RuleTree.Node node, List<Value> at, Operand key, List<Term> further) {
    Operand.Local value = draft.local();
    List<Block> blocks = new ArrayList<>();
    draft.add(new Stmt.ResetLocal(value.index(), draft.at()));
    for (Value name : documents.visible(node, at)) {
      blocks.add(
          documents.assigning(
              value,
              () -> {
                draft.add(new Stmt.Equal(key, text(name), draft.at()));
                return documents.walk(node.child(name), DocumentPlanner.plus(at, name), further);
              }));
    }
    Operand excluded = names(documents.visible(node, at));
    blocks.add(
        documents.assigning(
            value,
            () -> {
              exclude(excluded, key);
              Operand container = documents.base(at, List.of());
              return draft.references().follow(draft.references().dot(container, key), further);
            }));
    draft.add(new Stmt.Nested(blocks, draft.at()));
    draft.add(new Stmt.IsDefined(value.index(), draft.at()));
    return value;
  }

  /// All documents that fit, as rows: a value for each variable, then the document.
  ///
  /// @param key the first key where it is known
  private Operand rows(
      RuleTree.Node node, List<Value> at, Term first, @Nullable Operand key, List<Term> further) {
    List<Term> all = new ArrayList<>(List.of(first));
    all.addAll(further);
    List<String> variables = draft.unifier().unbound(all);
    Operand.Local rows = draft.local();
    draft.add(new Stmt.MakeArray(0, rows.index(), draft.at()));
    List<Value> names = documents.visible(node, at);
    Operand excluded = names(names);
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        row(
            rows,
            variables,
            () -> {
              Operand container = documents.base(at, List.of());
              return draft
                  .references()
                  .follow(baseEntry(container, first, key, excluded, at), further);
            }));
    for (Value name : names) {
      blocks.add(
          row(
              rows,
              variables,
              () -> {
                if (key == null) {
                  draft.unifier().match(text(name), first);
                } else {
                  draft.add(new Stmt.Equal(key, text(name), draft.at()));
                }
                return documents.walk(node.child(name), DocumentPlanner.plus(at, name), further);
              }));
    }
    draft.add(new Stmt.Nested(blocks, draft.at()));
    return eachRow(rows, variables);
  }

  private Operand baseEntry(
      Operand container, Term first, @Nullable Operand key, Operand excluded, List<Value> at) {
    if (key != null) {
      exclude(excluded, key);
      return draft.references().dot(container, key);
    }
    int collection = draft.inLocal(container);
    Operand.Local keys = draft.local();
    Operand.Local values = draft.local();
    draft.writer().openScan(collection, keys.index(), values.index());
    exclude(excluded, keys);
    if (at.isEmpty()) {
      draft.add(new Stmt.NotEqual(keys, text(DocumentPlanner.SYSTEM), draft.at()));
    }
    draft.unifier().match(keys, first);
    return values;
  }

  private Block row(Operand.Local rows, List<String> variables, Supplier<Operand> document) {
    draft.scope().enter();
    Block block =
        draft
            .writer()
            .block(
                () -> {
                  Operand value = document.get();
                  Operand.Local row = draft.local();
                  int size = variables.size() + 1;
                  draft.add(new Stmt.MakeArray(size, row.index(), draft.at()));
                  for (String variable : variables) {
                    append(draft.terms().plan(new Term.Var(variable, Terms.NOWHERE)), row);
                  }
                  append(value, row);
                  append(row, rows);
                });
    draft.scope().leave();
    return block;
  }

  private void append(Operand value, Operand.Local array) {
    draft.add(new Stmt.ArrayAppend(value, array.index(), draft.at()));
  }

  private Operand eachRow(Operand.Local rows, List<String> variables) {
    Operand.Local row = draft.references().scanValues(rows);
    for (int i = 0; i < variables.size(); i++) {
      draft.scope().bind(variables.get(i), item(row, i));
    }
    return item(row, variables.size());
  }

  private Operand.Local item(Operand.Local row, int position) {
    Operand.Local index = draft.local();
    draft.add(new Stmt.MakeNumberInt(position, index.index(), draft.at()));
    return draft.references().dot(row, index);
  }

  private Operand names(List<Value> names) {
    Operand.Local set = draft.local();
    draft.add(new Stmt.MakeSet(set.index(), draft.at()));
    names.forEach(name -> draft.add(new Stmt.SetAdd(text(name), set.index(), draft.at())));
    return set;
  }

  private void exclude(Operand names, Operand key) {
    Block member = draft.writer().block(() -> draft.references().dot(names, key));
    draft.add(new Stmt.Not(member, draft.at()));
  }

  private Operand text(Value name) {
    return draft.program().text(((StringValue) name).text());
  }

  /// A call of a rule whose path is put together when it is asked for; null where that does not do:
  /// where names are not known then, where what they lead to is not all rules, or all equally deep.
  private @Nullable Operand dynamicCall(RuleTree.Node node, List<Value> at, List<Term> rest) {
    if (draft.environment().extras() > 0 || draft.environment().hidesAround(at)) {
      return null;
    }
    List<RuleTree.Node> nodes = List.of(node);
    for (int i = 0; i < rest.size(); i++) {
      Term key = rest.get(i);
      if (!Terms.isSingle(key, draft.scope())) {
        return null;
      }
      nodes = below(nodes, key);
      long rules = nodes.stream().filter(n -> n.group() != null).count();
      if (rules > 0) {
        boolean will =
            rules == nodes.size() && rules > FEW && nodes.stream().noneMatch(this::isFunction);
        return will ? dynamicCall(nodes, at, rest, i + 1) : null;
      }
    }
    return null;
  }

  private boolean isFunction(RuleTree.Node node) {
    RuleGroup group = node.group();
    return group != null && group.isFunction();
  }

  private static List<RuleTree.Node> below(List<RuleTree.Node> nodes, Term key) {
    List<RuleTree.Node> below = new ArrayList<>();
    for (RuleTree.Node node : nodes) {
      if (key instanceof Term.Scalar constant) {
        RuleTree.Node child = node.child(constant.value());
        if (child != null) {
          below.add(child);
        }
      } else {
        below.addAll(node.children().values());
      }
    }
    return below;
  }

  private Operand dynamicCall(
      List<RuleTree.Node> targets, List<Value> at, List<Term> rest, int length) {
    for (RuleTree.Node target : targets) {
      RuleGroup group = target.group();
      if (group != null) {
        draft.program().function(draft.environment(), group);
      }
    }
    List<Operand> path = new ArrayList<>();
    path.add(draft.program().text("g" + draft.environment().generation()));
    at.forEach(name -> path.add(text(name)));
    List<Operand> keys = new ArrayList<>();
    rest.subList(0, length).forEach(key -> keys.add(draft.terms().plan(key)));
    path.addAll(keys);
    Operand.Local value = draft.local();
    draft.add(new Stmt.ResetLocal(value.index(), draft.at()));
    Block call =
        draft
            .writer()
            .block(
                () ->
                    draft.add(
                        new Stmt.CallDynamic(path, draft.documents(), value.index(), draft.at())));
    Block base =
        documents.assigning(
            value,
            () -> {
              draft.add(new Stmt.IsUndefined(value.index(), draft.at()));
              Operand document = documents.base(at, List.of());
              for (Operand key : keys) {
                document = draft.references().dot(document, key);
              }
              return document;
            });
    draft.add(new Stmt.Nested(List.of(call, base), draft.at()));
    draft.add(new Stmt.IsDefined(value.index(), draft.at()));
    return draft.references().follow(value, rest.subList(length, rest.size()));
  }
}
