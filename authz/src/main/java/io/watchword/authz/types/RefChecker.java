package io.watchword.authz.types;

import io.watchword.authz.rego.Expr;
import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Checks that references name something, and learns the types of the variables in them. One check,
/// one thread.
final class RefChecker {

  private final Environment known;
  private final Problems problems;
  private final List<Problem> found = new ArrayList<>();

  RefChecker(Environment known, Problems problems) {
    this.known = known;
    this.problems = problems;
  }

  /// What is wrong with the references of a statement, those of comprehensions not counted: these
  /// are checked with their bodies.
  List<Problem> check(Expr expr) {
    statement(expr);
    return List.copyOf(found);
  }

  private void statement(Expr expr) {
    switch (expr.goal()) {
      case Expr.Goal.Truth(Term.Call call) -> call.arguments().forEach(this::term);
      case Expr.Goal.Truth truth -> term(truth.term());
      case Expr.Goal.Unify unify -> {
        if (unify.right() instanceof Term.Call call) {
          call.arguments().forEach(this::term);
          term(unify.left());
        } else {
          term(unify.left());
          term(unify.right());
        }
      }
      case Expr.Goal.Assign assign -> {
        term(assign.target());
        term(assign.value());
      }
      case Expr.Goal.SomeDeclaration s -> {}
      case Expr.Goal.SomeIn in -> term(in.collection());
      case Expr.Goal.Every every -> {
        term(every.domain());
        every.body().forEach(this::statement);
        modifiers(expr);
      }
      case Expr.Goal.Not not -> not.body().forEach(this::statement);
      case Expr.Goal.And and -> {
        and.left().body().forEach(this::statement);
        and.right().body().forEach(this::statement);
        modifiers(expr);
      }
      case Expr.Goal.Or or -> {
        or.left().body().forEach(this::statement);
        or.right().body().forEach(this::statement);
        modifiers(expr);
      }
    }
  }

  private void modifiers(Expr expr) {
    for (Expr.With with : expr.with()) {
      term(with.target());
      term(with.value());
    }
  }

  private void term(Term term) {
    switch (term) {
      case Term.Ref ref -> reference(ref);
      case Term.ArrayTerm array -> array.items().forEach(this::term);
      case Term.SetTerm set -> set.members().forEach(this::term);
      case Term.ObjectTerm object ->
          object
              .entries()
              .forEach(
                  entry -> {
                    term(entry.key());
                    term(entry.value());
                  });
      case Term.Call call -> call.arguments().forEach(this::term);
      case Term.Comprehension c -> {}
      case Term.Var v -> {}
      case Term.Scalar s -> {}
      case Term.Template t -> {}
    }
  }

  private void reference(Term.Ref ref) {
    if (known.reference(ref) instanceof Type.FunctionOf) {
      found.add(problems.functionAsReference(ref));
      return;
    }
    inTree(known, ref).ifPresent(found::add);
    term(ref.head());
    ref.path().forEach(this::term);
  }

  private Optional<Problem> inTree(Environment start, Term.Ref ref) {
    List<Term> parts = Environment.parts(ref);
    Environment at = start;
    while (true) {
      Walk walk = new Walk(ref, parts);
      Optional<Optional<Problem>> end = walk.from(at.tree(), 0);
      if (end.isPresent()) {
        return end.get();
      }
      if (at.around().isEmpty()) {
        return walk.beyond();
      }
      // What is not here may be around; there the look starts from the reference's head again.
      at = at.around().get();
    }
  }

  /// One reference on its way down one tree.
  private final class Walk {

    private final Term.Ref ref;
    private final List<Term> parts;
    private TypeTree last;
    private int position;

    Walk(Term.Ref ref, List<Term> parts) {
      this.ref = ref;
      this.parts = parts;
      this.last = known.tree();
    }

    // Empty: the tree ends before the reference does.
    Optional<Optional<Problem>> from(TypeTree start, int first) {
      TypeTree node = start;
      for (int i = first; i < parts.size(); i++) {
        Term part = parts.get(i);
        if ((i == 1 || i == 2) && !isName(part)) {
          return Optional.of(Optional.of(wrong(i, typeIfVariable(part), Type.Scalar.STRING, node)));
        }
        if (part instanceof Term.Var variable && i != 0) {
          Type keys = node.extentKeys();
          Type before = known.variable(variable);
          if (before instanceof Type.Unknown) {
            known.learn(variable, keys);
          } else if (!Compatible.are(keys, before)) {
            return Optional.of(Optional.of(wrong(i, Optional.of(before), keys, node)));
          }
        }
        TypeTree child = node.child(Constants.key(part));
        if (child == null) {
          last = node;
          position = i;
          return Optional.empty();
        }
        if (child.isLeaf()) {
          return Optional.of(inType(ref, child.value(), parts, i + 1));
        }
        node = child;
      }
      return Optional.of(Optional.empty());
    }

    // No tree knows it: it may be in base data.
    Optional<Problem> beyond() {
      if (position != 0 && Environment.isRoot(parts.getFirst())) {
        learnBelow();
        return Optional.empty();
      }
      return inType(ref, Type.ANY, parts, position == 0 && isRootHead() ? 1 : 0);
    }

    private boolean isRootHead() {
      return Environment.isRoot(parts.getFirst());
    }

    // Nothing is wrong with any of these; only the types of variables are learnt.
    private void learnBelow() {
      if (parts.stream().skip(position + 1L).noneMatch(part -> part instanceof Term.Var)) {
        return;
      }
      for (TypeTree child : List.copyOf(last.children())) {
        Walk walk = new Walk(ref, parts);
        if (walk.from(child, position + 1).isEmpty()) {
          walk.learnBelow();
        }
      }
    }

    private Problem wrong(int part, Optional<Type> have, Type want, TypeTree node) {
      return problems.wrongPart(ref, part, new Problems.Part(have, want, names(node)));
    }
  }

  private static boolean isName(Term part) {
    return part instanceof Term.Var
        || (part instanceof Term.Scalar scalar && scalar.value() instanceof StringValue);
  }

  private Optional<Type> typeIfVariable(Term part) {
    Type type = known.typeOf(part);
    return type instanceof Type.Unknown ? Optional.empty() : Optional.of(type);
  }

  private static List<String> names(TypeTree node) {
    return node.childKeys().stream()
        .map(key -> key instanceof Value value ? ValueJson.write(value) : key.toString())
        .sorted()
        .toList();
  }

  // The rest of a reference, from `first` on, within the type of what stands there.
  private Optional<Problem> inType(Term.Ref ref, Type start, List<Term> parts, int first) {
    Type type = start;
    for (int i = first; i < parts.size(); i++) {
      Type keys = Types.keys(type);
      if (keys instanceof Type.Unknown) {
        return Optional.of(problems.noParts(ref, Math.max(0, i - 1), type));
      }
      Term part = parts.get(i);
      Optional<Problems.Part> wrong = partOf(part, type, keys);
      if (wrong.isPresent()) {
        return Optional.of(problems.wrongPart(ref, i, wrong.get()));
      }
      type = Environment.select(type, part);
    }
    return Optional.empty();
  }

  private Optional<Problems.Part> partOf(Term part, Type type, Type keys) {
    return switch (part) {
      case Term.Var variable -> {
        Type before = known.variable(variable);
        if (before instanceof Type.Unknown) {
          known.learn(variable, keys);
          yield Optional.empty();
        }
        yield Compatible.are(before, keys)
            ? Optional.empty()
            : Optional.of(new Problems.Part(Optional.of(before), keys, choices(type)));
      }
      case Term.Ref nested -> {
        Type before = known.reference(nested);
        yield before instanceof Type.Unknown || Compatible.are(before, keys)
            ? Optional.empty()
            : Optional.of(new Problems.Part(Optional.of(before), keys, choices(type)));
      }
      case Term.ArrayTerm a -> composite(part, keys);
      case Term.SetTerm s -> composite(part, keys);
      case Term.ObjectTerm o -> composite(part, keys);
      case Term.Scalar scalar ->
          Types.select(type, scalar.value()) instanceof Type.Unknown
              ? Optional.of(new Problems.Part(Optional.empty(), keys, choices(type)))
              : Optional.empty();
      case Term.Call c -> Optional.empty();
      case Term.Comprehension c -> Optional.empty();
      case Term.Template t -> Optional.empty();
    };
  }

  private Optional<Problems.Part> composite(Term part, Type keys) {
    return new Unification(known).match(part, keys)
        ? Optional.empty()
        : Optional.of(new Problems.Part(Optional.of(known.typeOf(part)), keys, List.of()));
  }

  private static List<String> choices(Type type) {
    TreeSet<Value> keys = new TreeSet<>();
    collect(type, keys);
    return keys.stream().map(ValueJson::write).toList();
  }

  private static void collect(Type type, TreeSet<Value> keys) {
    Type plain = Types.unwrap(type);
    if (plain instanceof Type.ObjectOf object) {
      object.fixed().forEach(property -> keys.add(property.key()));
    } else if (plain instanceof Type.AnyOf any) {
      any.of().forEach(one -> collect(one, keys));
    }
  }
}
