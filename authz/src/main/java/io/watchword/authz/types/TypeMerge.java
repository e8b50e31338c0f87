package io.watchword.authz.types;

import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The types of several definitions of one rule as one. Stateless.
final class TypeMerge {

  private TypeMerge() {}

  /// Sets and objects of unknown keys grow together; anything else becomes a union.
  static Type merge(Type left, Type right) {
    if (left instanceof Type.Unknown) {
      return right;
    }
    if (right instanceof Type.Unknown) {
      return left;
    }
    Type a = Types.unwrap(left);
    Type b = Types.unwrap(right);
    if (a instanceof Type.AnyOf && !(b instanceof Type.AnyOf)) {
      return merge(b, a);
    }
    if (a instanceof Type.SetOf x && b instanceof Type.SetOf y) {
      return new Type.SetOf(Types.or(x.member(), y.member()));
    }
    if (isOpen(a) && isOpen(b)) {
      Type.Rest x = rest(a);
      Type.Rest y = rest(b);
      return Type.ObjectOf.many(Types.or(x.key(), y.key()), merge(x.value(), y.value()));
    }
    if (isOpen(a) && b instanceof Type.AnyOf any) {
      for (int i = 0; i < any.of().size(); i++) {
        if (isOpen(any.of().get(i))) {
          return joined(any, i, rest(a));
        }
      }
    }
    return Types.or(a, b);
  }

  private static Type joined(Type.AnyOf any, int position, Type.Rest more) {
    Type.Rest old = rest(any.of().get(position));
    List<Type> types = new ArrayList<>(any.of());
    types.set(
        position,
        new Type.ObjectOf(
            List.of(),
            Optional.of(
                new Type.Rest(
                    Types.or(old.key(), more.key()), Types.or(old.value(), more.value())))));
    return Types.anyOf(types);
  }

  private static boolean isOpen(Type type) {
    return type instanceof Type.ObjectOf object
        && object.fixed().isEmpty()
        && object.rest().isPresent();
  }

  private static Type.Rest rest(Type type) {
    return ((Type.ObjectOf) type).rest().orElseThrow();
  }
}
