package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `with` does to types: a replaced document may be of its replacement's type too, and rules
/// that depend on it may be anything. One check, one thread.
final class Overlays {

  private final Dependents dependents;
  private final Map<String, Optional<TypeTree>> relaxed = new HashMap<>();

  Overlays(Dependents dependents) {
    this.dependents = dependents;
  }

  /// The rules that a replacement reaches.
  @FunctionalInterface
  interface Dependents {
    /// References, without their variable ends, of the rules at `target` and of those that depend
    /// on them.
    List<Term.Ref> of(Term.Ref target);
  }

  private record Replaced(List<Term> path, Type type) {}

  /// What is known inside a statement with modifiers.
  Environment under(Environment known, Expr expr) {
    Environment inside = known;
    List<Replaced> replaced = new ArrayList<>();
    for (Expr.With with : expr.with()) {
      Term.Ref target = reference(with.target());
      Type type = known.reference(target);
      boolean function = type instanceof Type.FunctionOf;
      Optional<TypeTree> tree = relaxed(target, function);
      if (tree.isPresent()) {
        inside = inside.under(tree.get());
      }
      // A replaced function keeps its type: its replacement's arity is checked against it.
      if (!function) {
        replaced.add(
            new Replaced(groundPrefix(target), typeWith(known, type, target, with.value())));
      }
    }
    if (replaced.isEmpty()) {
      return inside;
    }
    // Last, so that a replaced document keeps its replacement's type whatever else is replaced.
    inside = inside.under(new TypeTree());
    for (Replaced one : replaced) {
      inside.put(one.path(), one.type());
    }
    return inside;
  }

  /// A target as a reference, be it one name.
  static Term.Ref reference(Term target) {
    return target instanceof Term.Ref ref ? ref : new Term.Ref(target, List.of(), target.at());
  }

  private static Type typeWith(Environment known, Type type, Term.Ref target, Term value) {
    if (groundPrefix(target).size() <= target.path().size() || type instanceof Type.Unknown) {
      return Type.ANY;
    }
    Type given = known.typeOf(value);
    if (given instanceof Type.Unknown) {
      return Type.ANY;
    }
    Type either = Types.or(type, given);
    return either instanceof Type.Unknown ? Type.ANY : either;
  }

  /// The parts of `ref` up to the first that is no constant, the head always.
  static List<Term> groundPrefix(Term.Ref ref) {
    List<Term> parts = new ArrayList<>();
    parts.add(ref.head());
    for (Term part : ref.path()) {
      if (!Constants.isConstant(part)) {
        break;
      }
      parts.add(part);
    }
    return parts;
  }

  private Optional<TypeTree> relaxed(Term.Ref target, boolean function) {
    String text = TermText.of(target);
    return relaxed.computeIfAbsent(
        (function ? "f:" : "") + text,
        key -> {
          TypeTree tree = new TypeTree();
          boolean any = false;
          for (Term.Ref rule : dependents.of(target)) {
            if (!function || !TermText.of(rule).equals(text)) {
              tree.put(Environment.parts(rule), Type.ANY);
              any = true;
            }
          }
          return any ? Optional.of(tree) : Optional.empty();
        });
  }
}
