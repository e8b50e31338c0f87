package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The types known at a place of a policy: its own, then those of the places around it. One check,
/// one thread.
final class Environment {

  private final TypeTree tree;
  // Where inferred types of variables go; another place's tree under `with`.
  private final Environment variables;
  private final @Nullable Environment around;
  private final ComprehensionTypes comprehensions;
  private int changes;

  private Environment(
      TypeTree tree,
      @Nullable Environment variables,
      @Nullable Environment around,
      ComprehensionTypes comprehensions) {
    this.tree = tree;
    this.variables = variables == null ? this : variables;
    this.around = around;
    this.comprehensions = comprehensions;
  }

  /// The types of comprehensions, which are found by checking their bodies.
  @FunctionalInterface
  interface ComprehensionTypes {
    Type of(Environment environment, Term.Comprehension comprehension);
  }

  /// One with nothing around it.
  static Environment outermost(ComprehensionTypes comprehensions) {
    return new Environment(new TypeTree(), null, null, comprehensions);
  }

  /// One inside this one.
  Environment inner() {
    return new Environment(new TypeTree(), null, this, comprehensions);
  }

  /// One inside this one, in which `tree` comes first, but variables are those of this one.
  Environment under(TypeTree overlay) {
    return new Environment(overlay, variables, this, comprehensions);
  }

  /// One inside this one, with types of comprehensions of its own.
  Environment with(ComprehensionTypes others) {
    return new Environment(new TypeTree(), null, this, others);
  }

  TypeTree tree() {
    return tree;
  }

  Optional<Environment> around() {
    return Optional.ofNullable(around);
  }

  /// Grows whenever something becomes known here or around.
  long version() {
    long version = 0;
    for (Environment at = this; at != null; at = at.around) {
      version += at.changes;
    }
    return version;
  }

  /// Sets the type of a variable.
  void learn(Term.Var variable, Type type) {
    variables.tree.put(new Constants.Name(variable.name()), type);
    variables.changes++;
  }

  /// Sets the type at a path.
  void put(List<Term> path, Type type) {
    tree.put(path, type);
    changes++;
  }

  /// The type of a variable.
  Type variable(Term.Var variable) {
    Constants.Name name = new Constants.Name(variable.name());
    for (Environment at = this; at != null; at = at.around) {
      TypeTree known = at.tree.child(name);
      if (known != null) {
        // The documents are references without a path.
        return isRoot(variable) ? known.extent() : known.value();
      }
    }
    return isRoot(variable) ? Type.ANY : Type.UNKNOWN;
  }

  /// The type of a term; unknown where something in it is.
  Type typeOf(Term term) {
    return typeOf(term, 0);
  }

  private Type typeOf(Term term, int depth) {
    if (depth > Constants.DEEPEST) {
      return Type.ANY;
    }
    return switch (term) {
      case Term.Scalar scalar -> Types.of(scalar.value());
      case Term.Template t -> Type.Scalar.STRING;
      case Term.Var variable -> variable(variable);
      case Term.Ref ref -> reference(ref);
      case Term.Call c -> Type.UNKNOWN;
      case Term.ArrayTerm array ->
          array.items().isEmpty()
              ? Type.ArrayOf.many(Type.ANY)
              : new Type.ArrayOf(
                  array.items().stream().map(item -> typeOf(item, depth + 1)).toList(),
                  Type.UNKNOWN);
      case Term.SetTerm set ->
          new Type.SetOf(
              set.members().isEmpty()
                  ? Type.ANY
                  : orAny(
                      Types.union(
                          set.members().stream()
                              .map(member -> typeOf(member, depth + 1))
                              .toList())));
      case Term.ObjectTerm object -> objectType(object, depth + 1);
      case Term.Comprehension comprehension -> comprehensions.of(this, comprehension);
    };
  }

  private static Type orAny(Type type) {
    return type instanceof Type.Unknown ? Type.ANY : type;
  }

  private Type objectType(Term.ObjectTerm object, int depth) {
    if (object.entries().isEmpty()) {
      return Type.ObjectOf.many(Type.ANY, Type.ANY);
    }
    List<Type.Property> fixed = new ArrayList<>();
    Optional<Type.Rest> rest = Optional.empty();
    for (Term.Entry entry : object.entries()) {
      Type value = typeOf(entry.value(), depth);
      var key = Constants.value(entry.key());
      if (key.isPresent()) {
        fixed.add(new Type.Property(key.get(), value));
      } else {
        rest = Optional.of(new Type.Rest(typeOf(entry.key(), depth), value));
      }
    }
    return Types.objectOf(fixed, rest);
  }

  /// The type of what a reference names.
  Type reference(Term.Ref ref) {
    return reference(parts(ref));
  }

  /// The same, by its parts from the head on.
  Type reference(List<Term> parts) {
    Object head = Constants.key(parts.getFirst());
    for (Environment at = this; at != null; at = at.around) {
      TypeTree node = at.tree.child(head);
      if (node != null) {
        Type found = find(node, parts);
        if (found != null) {
          return found;
        }
      }
    }
    // Base documents may hold anything.
    return isRoot(parts.getFirst()) ? Type.ANY : Type.UNKNOWN;
  }

  // Null: not here, look around.
  private static @Nullable Type find(TypeTree start, List<Term> parts) {
    TypeTree node = start;
    for (int i = 1; i < parts.size(); i++) {
      Term part = parts.get(i);
      TypeTree child = node.child(Constants.key(part));
      if (node.isLeaf()) {
        if (child == null) {
          return select(node.value(), parts, i);
        }
      } else if (!Constants.isConstant(part)) {
        return select(node.extentValues(), parts, i + 1);
      } else if (child == null) {
        return null;
      }
      node = child;
    }
    return node.extent();
  }

  private static Type select(Type type, List<Term> parts, int from) {
    Type at = type;
    for (int i = from; i < parts.size() && !(at instanceof Type.Unknown); i++) {
      at = select(at, parts.get(i));
    }
    return at;
  }

  /// The type of the part of `type` under `part`; of any part where that is no constant.
  static Type select(Type type, Term part) {
    return part instanceof Term.Scalar scalar
        ? Types.select(type, scalar.value())
        : Types.values(type);
  }

  /// Whether `head` is `data` or `input`.
  static boolean isRoot(Term head) {
    return head instanceof Term.Var variable
        && (variable.name().equals("data") || variable.name().equals("input"));
  }

  /// Head and path as one list.
  static List<Term> parts(Term.Ref ref) {
    List<Term> parts = new ArrayList<>(ref.path().size() + 1);
    parts.add(ref.head());
    parts.addAll(ref.path());
    return parts;
  }
}
