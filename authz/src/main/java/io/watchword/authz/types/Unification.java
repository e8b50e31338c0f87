package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Matches terms with types and with each other, learning the types of variables as it goes. One
/// check, one thread.
final class Unification {

  private final Environment known;

  Unification(Environment known) {
    this.known = known;
  }

  /// Whether two terms can be the same value.
  boolean match(Term a, Term b) {
    return match(a, known.typeOf(a), b, known.typeOf(b));
  }

  boolean match(Term a, Type typeA, Term b, Type typeB) {
    boolean unknownA = Types.isUnknown(typeA);
    boolean unknownB = Types.isUnknown(typeB);
    if (unknownA && !unknownB) {
      return match(a, typeB);
    }
    if (unknownB && !unknownA) {
      return match(b, typeA);
    }
    if (!unknownA) {
      return Compatible.are(typeA, typeB);
    }
    return matchUnknown(a, typeA, b, typeB);
  }

  private boolean matchUnknown(Term a, Type typeA, Term b, Type typeB) {
    if (a instanceof Term.ArrayTerm array) {
      return matchArray(array, b);
    }
    if (a instanceof Term.ObjectTerm object) {
      return matchObject(object, b);
    }
    if (a instanceof Term.Var) {
      if (b instanceof Term.Var) {
        return match(a, Type.ANY) && match(b, known.typeOf(a));
      }
      if (b instanceof Term.ArrayTerm array) {
        return matchArray(array, a);
      }
      if (b instanceof Term.ObjectTerm object) {
        return matchObject(object, a);
      }
    }
    // A variable takes on what is known of a comprehension, be it not everything.
    if (a instanceof Term.Var && isNone(typeA) && !isNone(typeB)) {
      return match(a, typeB);
    }
    return b instanceof Term.Var && isNone(typeB) && !isNone(typeA) && match(b, typeA);
  }

  private static boolean isNone(Type type) {
    return type instanceof Type.Unknown;
  }

  private boolean matchArray(Term.ArrayTerm array, Term other) {
    if (other instanceof Term.Var) {
      return match(array, Type.ANY) && match(other, known.typeOf(array));
    }
    if (!(other instanceof Term.ArrayTerm same) || array.items().size() != same.items().size()) {
      return false;
    }
    for (int i = 0; i < array.items().size(); i++) {
      if (!match(array.items().get(i), same.items().get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean matchObject(Term.ObjectTerm object, Term other) {
    if (other instanceof Term.Var) {
      return match(object, Type.ANY) && match(other, known.typeOf(object));
    }
    if (!(other instanceof Term.ObjectTerm same)) {
      return false;
    }
    Map<Object, Term> left = byKey(object);
    Map<Object, Term> right = byKey(same);
    if (!left.keySet().equals(right.keySet())) {
      return false;
    }
    for (Map.Entry<Object, Term> entry : left.entrySet()) {
      Term second = right.get(entry.getKey());
      if (second == null || !match(entry.getValue(), second)) {
        return false;
      }
    }
    return true;
  }

  private static Map<Object, Term> byKey(Term.ObjectTerm object) {
    Map<Object, Term> entries = new LinkedHashMap<>();
    object.entries().forEach(entry -> entries.put(Constants.key(entry.key()), entry.value()));
    return entries;
  }

  /// Whether a term can be of `type`.
  boolean match(Term term, Type type) {
    return match(term, type, false, 0);
  }

  // `union`: the type is one of several, so that a variable may be of others as well.
  private boolean match(Term term, Type type, boolean union, int depth) {
    if (depth > Constants.DEEPEST) {
      return true;
    }
    return switch (term) {
      case Term.ArrayTerm array -> matchArray(array, type, union, depth + 1);
      case Term.ObjectTerm object -> matchObject(object, type, union, depth + 1);
      case Term.SetTerm set -> matchSet(set, type, union, depth + 1);
      case Term.Var variable -> matchVariable(variable, type, union);
      case Term.Ref r -> Compatible.are(known.typeOf(r), type);
      case Term.Comprehension c -> Compatible.are(known.typeOf(c), type);
      case Term.Scalar s -> Compatible.are(known.typeOf(s), type);
      case Term.Template t -> Compatible.are(Type.Scalar.STRING, type);
      case Term.Call c -> true;
    };
  }

  private boolean matchVariable(Term.Var variable, Type type, boolean union) {
    Type before = known.variable(variable);
    if (union) {
      known.learn(variable, Types.or(before, type));
      return true;
    }
    if (!isNone(before)) {
      return Compatible.are(before, type);
    }
    known.learn(variable, type);
    return true;
  }

  private boolean matchArray(Term.ArrayTerm array, Type type, boolean union, int depth) {
    if (type instanceof Type.AnyOf any) {
      return matchAny(array, any, array.items(), depth);
    }
    if (!(Types.unwrap(type) instanceof Type.ArrayOf wanted)) {
      return false;
    }
    if (array.items().size() != wanted.fixed().size() && isNone(wanted.rest())) {
      return false;
    }
    for (int i = 0; i < array.items().size(); i++) {
      Type item = i < wanted.fixed().size() ? wanted.fixed().get(i) : wanted.rest();
      if (!match(array.items().get(i), item, union, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean matchAny(Term term, Type.AnyOf any, List<Term> parts, int depth) {
    if (any.isEverything()) {
      parts.forEach(part -> match(part, Type.ANY, true, depth));
      return true;
    }
    boolean matches = false;
    for (Type one : any.of()) {
      matches |= match(term, one, true, depth);
    }
    return matches;
  }

  private boolean matchObject(Term.ObjectTerm object, Type type, boolean union, int depth) {
    if (type instanceof Type.AnyOf any) {
      List<Term> parts =
          object.entries().stream()
              .<Term>mapMulti(
                  (entry, out) -> {
                    out.accept(entry.key());
                    out.accept(entry.value());
                  })
              .toList();
      return matchAny(object, any, parts, depth);
    }
    if (!(Types.unwrap(type) instanceof Type.ObjectOf wanted)) {
      return false;
    }
    if (object.entries().size() != wanted.fixed().size() && wanted.rest().isEmpty()) {
      return false;
    }
    for (Term.Entry entry : object.entries()) {
      var key = Constants.value(entry.key());
      if (key.isEmpty()) {
        match(entry.value(), Type.ANY, union, depth);
        continue;
      }
      Type value = Types.select(wanted, key.get());
      if (isNone(value) || !match(entry.value(), value, union, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean matchSet(Term.SetTerm set, Type type, boolean union, int depth) {
    if (type instanceof Type.AnyOf any) {
      return matchAny(set, any, set.members(), depth);
    }
    if (!(type instanceof Type.SetOf wanted)) {
      return false;
    }
    return set.members().stream().allMatch(member -> match(member, wanted.member(), union, depth));
  }
}
