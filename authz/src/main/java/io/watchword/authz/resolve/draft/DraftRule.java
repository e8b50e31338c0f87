package io.watchword.authz.resolve.draft;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Location;
import io.watchword.authz.rego.Rule;
import io.watchword.authz.rego.Term;
import io.watchword.authz.resolve.walk.TermVisitor;
import io.watchword.authz.resolve.walk.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A rule, or one of its `else` branches, while stages rewrite it. Identity matters, not content.
public final class DraftRule {

  private final DraftModule module;
  private final Rule written;
  private final String name;
  private final @Nullable DraftRule otherwise;
  private List<Term> path;
  private List<Term> arguments;
  private @Nullable Term key;
  private Term value;
  private List<Expr> body;

  DraftRule(DraftModule module, Rule written) {
    this.module = module;
    this.written = written;
    Rule.Head head = written.head();
    this.name = head.reference().head() instanceof Term.Var variable ? variable.name() : "";
    this.path = head.reference().path();
    this.arguments = head.arguments().orElse(List.of());
    this.key = head.key().orElse(null);
    this.value = head.value();
    this.body = written.body();
    this.otherwise = written.otherwise().map(rule -> new DraftRule(module, rule)).orElse(null);
  }

  public DraftModule module() {
    return module;
  }

  /// As the parser made it.
  public Rule written() {
    return written;
  }

  /// The first word of its head.
  public String name() {
    return name;
  }

  public Location at() {
    return written.at();
  }

  public boolean isFunction() {
    return !arguments.isEmpty();
  }

  /// Whether it contributes members of a set (`contains`).
  public boolean isSet() {
    return key != null;
  }

  public boolean isDefault() {
    return written.isDefault();
  }

  /// `else`.
  public Optional<DraftRule> otherwise() {
    return Optional.ofNullable(otherwise);
  }

  /// Itself and its `else` branches.
  public List<DraftRule> branches() {
    if (otherwise == null) {
      return List.of(this);
    }
    List<DraftRule> all = new ArrayList<>();
    for (DraftRule rule = this; rule != null; rule = rule.otherwise) {
      all.add(rule);
    }
    return all;
  }

  /// What follows its name in the head.
  public List<Term> path() {
    return path;
  }

  public List<Term> arguments() {
    return arguments;
  }

  /// What `contains` contributes.
  public Optional<Term> key() {
    return Optional.ofNullable(key);
  }

  public Term value() {
    return value;
  }

  public List<Expr> body() {
    return body;
  }

  public void path(List<Term> path) {
    this.path = path;
  }

  public void arguments(List<Term> arguments) {
    this.arguments = arguments;
  }

  public void key(Term key) {
    this.key = key;
  }

  public void value(Term value) {
    this.value = value;
  }

  public void body(List<Expr> body) {
    this.body = body;
  }

  /// Whether its head's reference has no variables.
  public boolean isGround() {
    return path.stream().allMatch(Terms::isGround);
  }

  /// Its complete reference, from `data` on.
  public Term.Ref reference() {
    List<Term> all = new ArrayList<>(module.path());
    all.add(Terms.string(name, written.head().reference().head().at()));
    all.addAll(path);
    Location at = written.head().reference().at();
    return new Term.Ref(new Term.Var("data", at), all, at);
  }

  /// Its reference within the package: `p.q[x]`.
  public Term localReference() {
    Term.Ref head = written.head().reference();
    return Terms.ref(head.head(), path, head.at());
  }

  /// As [#localReference] up to the first variable.
  public Term groundReference() {
    Term.Ref head = written.head().reference();
    return Terms.ref(head.head(), groundPath(), head.at());
  }

  /// The part of the path before its first variable.
  public List<Term> groundPath() {
    int end = 0;
    while (end < path.size() && Terms.isGround(path.get(end))) {
      end++;
    }
    return path.subList(0, end);
  }

  /// Shows arguments, key, value and body to `visitor`; not the reference.
  public void visit(TermVisitor visitor) {
    visitHead(visitor);
    visitor.body(body);
  }

  /// Shows arguments, key and value to `visitor`.
  public void visitHead(TermVisitor visitor) {
    visitor.terms(arguments);
    if (key != null) {
      visitor.term(key);
    } else {
      visitor.term(value);
    }
  }

  /// Its final form.
  public Rule finished() {
    Rule.Head head = written.head();
    return new Rule(
        new Rule.Head(
            reference(),
            head.arguments().map(_ -> arguments),
            Optional.ofNullable(key),
            value,
            head.assigned(),
            head.hasValue(),
            head.at()),
        body,
        Optional.ofNullable(otherwise).map(DraftRule::finished),
        written.isDefault(),
        written.annotations(),
        written.at());
  }
}
