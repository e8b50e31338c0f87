package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.Comment;
import io.watchword.authz.rego.Module.Import;
import io.watchword.authz.rego.Rule.Head;
import io.watchword.authz.rego.Term.Ref;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// A module as data, in the form that `opa parse --format json` prints, without locations.
public final class AstJson {

  private final String text;
  private final TermJson terms = new TermJson();

  private AstJson(String text) {
    this.text = text;
  }

  /// The module as an object.
  public static Value of(Module module) {
    return new AstJson(module.source().text()).module(module);
  }

  private Value module(Module module) {
    TableValue out = TableValue.growing();
    List<Value> path = new ArrayList<>();
    path.add(TermJson.typed("var", new StringValue("data")));
    module.path().forEach(part -> path.add(TermJson.typed("string", new StringValue(part))));
    TermJson.put(out, "package", TermJson.object("path", ArrayValue.of(path)));
    putList(out, "imports", module.imports().stream().map(this::imported).toList());
    putList(out, "rules", module.rules().stream().map(this::rule).toList());
    putList(out, "comments", module.comments().stream().map(AstJson::comment).toList());
    return out;
  }

  private static void putList(TableValue out, String name, List<Value> items) {
    if (!items.isEmpty()) {
      TermJson.put(out, name, ArrayValue.of(items));
    }
  }

  private Value imported(Import it) {
    TableValue out = TermJson.object("path", TermJson.typed("ref", terms.parts(it.path())));
    it.alias().ifPresent(alias -> TermJson.put(out, "alias", new StringValue(alias)));
    return out;
  }

  private static Value comment(Comment comment) {
    TableValue at = TermJson.object("file", new StringValue(comment.at().file()));
    TermJson.put(at, "row", NumberValue.of(comment.at().line()));
    TermJson.put(at, "col", NumberValue.of(comment.at().column()));
    byte[] bytes = comment.text().getBytes(StandardCharsets.UTF_8);
    TableValue out =
        TermJson.object(
            "Text",
            bytes.length == 0
                ? NullValue.NULL
                : new StringValue(Base64.getEncoder().encodeToString(bytes)));
    TermJson.put(out, "Location", at);
    return out;
  }

  // From the last branch to the first: a chain may have thousands.
  private Value rule(Rule first) {
    List<Rule> chain = new ArrayList<>();
    Optional<Rule> next = Optional.of(first);
    while (next.isPresent()) {
      chain.add(next.get());
      next = next.get().otherwise();
    }
    Optional<Value> rest = Optional.empty();
    for (int i = chain.size() - 1; i >= 0; i--) {
      Rule branch = chain.get(i);
      TableValue out = TermJson.object("head", head(branch, i > 0));
      TermJson.put(out, "body", terms.body(bodyOf(branch)));
      if (branch.isDefault()) {
        TermJson.put(out, "default", BooleanValue.TRUE);
      }
      rest.ifPresent(it -> TermJson.put(out, "else", it));
      rest = Optional.of(out);
    }
    return rest.orElseThrow();
  }

  private static List<Expr> bodyOf(Rule rule) {
    return rule.body().isEmpty()
        ? List.of(Expr.of(new Expr.Goal.Truth(new Scalar(BooleanValue.TRUE, rule.at())), rule.at()))
        : rule.body();
  }

  private Value head(Rule rule, boolean isBranch) {
    Head head = rule.head();
    Ref reference = head.reference();
    boolean isSet = head.key().isPresent();
    boolean hasKey = isSet || (!isBranch && HeadSpelling.hasKey(rule, text));
    TableValue out = TermJson.object("ref", terms.parts(reference));
    if (reference.path().isEmpty() || isNamed(rule, isSet)) {
      TermJson.put(out, "name", new StringValue(((Var) reference.head()).name()));
    }
    head.arguments()
        .ifPresent(
            all ->
                TermJson.put(out, "args", ArrayValue.of(all.stream().map(terms::term).toList())));
    if (hasKey) {
      Term key = head.key().orElseGet(() -> reference.path().getLast());
      TermJson.put(out, "key", terms.term(key));
    }
    if (!isSet) {
      TermJson.put(out, "value", terms.term(head.value()));
    }
    if (head.assigned()) {
      TermJson.put(out, "assign", BooleanValue.TRUE);
    }
    return out;
  }

  // A head of one level has the name of its first part, if a value was written.
  private boolean isNamed(Rule rule, boolean isSet) {
    Head head = rule.head();
    return head.reference().path().size() == 1
        && !isSet
        && head.hasValue()
        && !rule.isDefault()
        && (head.arguments().isEmpty()
            || (!rule.body().isEmpty() && HeadSpelling.isIfAfter(text, head.at())));
  }
}
