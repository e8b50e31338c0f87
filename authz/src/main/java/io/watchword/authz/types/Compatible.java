package io.watchword.authz.types;

import io.watchword.authz.signature.Seen;
import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;

/// Whether values of two types can be the same value. Stateless.
final class Compatible {

  private Compatible() {}

  /// False where either is unknown.
  static boolean are(Type a, Type b) {
    return are(a, b, new Seen());
  }

  private static boolean are(Type left, Type right, Seen seen) {
    if (left instanceof Type.Unknown || right instanceof Type.Unknown) {
      return false;
    }
    Type a = Types.unwrap(left);
    Type b = Types.unwrap(right);
    if (seen.again(left, right)) {
      return true;
    }
    if (a instanceof Type.AnyOf any && anyIs(any, b, seen)) {
      return true;
    }
    if (b instanceof Type.AnyOf any && anyIs(any, a, seen)) {
      return true;
    }
    return switch (a) {
      case Type.AnyOf any -> false;
      case Type.Unknown u -> false;
      case Type.Recursive r -> false;
      case Type.Scalar scalar -> scalar.equals(b);
      case Type.ArrayOf x -> b instanceof Type.ArrayOf y && arrays(x, y, seen);
      case Type.ObjectOf x -> b instanceof Type.ObjectOf y && objects(x, y, seen);
      case Type.SetOf x -> b instanceof Type.SetOf y && are(x.member(), y.member(), seen);
      case Type.FunctionOf x -> b instanceof Type.FunctionOf y && functions(x, y, seen);
    };
  }

  private static boolean anyIs(Type.AnyOf any, Type type, Seen seen) {
    if (type instanceof Type.FunctionOf) {
      return false;
    }
    return any.isEverything() || any.of().stream().anyMatch(one -> are(one, type, seen));
  }

  private static boolean arrays(Type.ArrayOf a, Type.ArrayOf b, Seen seen) {
    return fixed(a, b, seen)
        && fixed(b, a, seen)
        && (isNone(a.rest()) || isNone(b.rest()) || are(a.rest(), b.rest(), seen));
  }

  private static boolean fixed(Type.ArrayOf a, Type.ArrayOf b, Seen seen) {
    for (int i = 0; i < a.fixed().size(); i++) {
      if (!are(a.fixed().get(i), i < b.fixed().size() ? b.fixed().get(i) : b.rest(), seen)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNone(Type type) {
    return type instanceof Type.Unknown;
  }

  private static boolean objects(Type.ObjectOf a, Type.ObjectOf b, Seen seen) {
    return fixed(a, b, seen)
        && fixed(b, a, seen)
        && (isNone(rest(a)) || isNone(rest(b)) || are(rest(a), rest(b), seen));
  }

  private static Type rest(Type.ObjectOf object) {
    return object.rest().map(Type.Rest::value).orElse(Type.UNKNOWN);
  }

  private static boolean fixed(Type.ObjectOf a, Type.ObjectOf b, Seen seen) {
    for (Type.Property property : a.fixed()) {
      Type other = Types.select(b, property.key());
      if (isNone(other)) {
        if (isNone(rest(a)) && isNone(rest(b))) {
          return false;
        }
      } else if (!are(property.value(), other, seen)) {
        return false;
      }
    }
    return true;
  }

  // What has no fixed number of parameters cannot be replaced, so variadic ones need no look.
  private static boolean functions(Type.FunctionOf a, Type.FunctionOf b, Seen seen) {
    if (a.parameters().size() != b.parameters().size()) {
      return false;
    }
    for (int i = 0; i < a.parameters().size(); i++) {
      if (!are(a.parameters().get(i), b.parameters().get(i), seen)) {
        return false;
      }
    }
    return true;
  }
}
