package io.watchword.authz.types;

import io.watchword.authz.signature.Type;
import io.watchword.authz.signature.Types;

/// Whether values of two types can be the same value. Stateless.
final class Compatible {

  // Two recursive types that are alike would be compared for ever.
  private static final int DEEPEST = 200;

  private Compatible() {}

  /// False where either is unknown.
  static boolean are(Type a, Type b) {
    return are(a, b, 0);
  }

  private static boolean are(Type left, Type right, int depth) {
    if (left instanceof Type.Unknown || right instanceof Type.Unknown) {
      return false;
    }
    Type a = Types.unwrap(left);
    Type b = Types.unwrap(right);
    if (depth > DEEPEST) {
      return true;
    }
    if (a instanceof Type.AnyOf any && anyIs(any, b, depth)) {
      return true;
    }
    if (b instanceof Type.AnyOf any && anyIs(any, a, depth)) {
      return true;
    }
    return switch (a) {
      case Type.AnyOf any -> false;
      case Type.Unknown u -> false;
      case Type.Recursive r -> false;
      case Type.Scalar scalar -> scalar.equals(b);
      case Type.ArrayOf x -> b instanceof Type.ArrayOf y && arrays(x, y, depth + 1);
      case Type.ObjectOf x -> b instanceof Type.ObjectOf y && objects(x, y, depth + 1);
      case Type.SetOf x -> b instanceof Type.SetOf y && are(x.member(), y.member(), depth + 1);
      case Type.FunctionOf x -> b instanceof Type.FunctionOf y && functions(x, y, depth + 1);
    };
  }

  private static boolean anyIs(Type.AnyOf any, Type type, int depth) {
    if (type instanceof Type.FunctionOf) {
      return false;
    }
    return any.isEverything() || any.of().stream().anyMatch(one -> are(one, type, depth + 1));
  }

  private static boolean arrays(Type.ArrayOf a, Type.ArrayOf b, int depth) {
    return fixed(a, b, depth)
        && fixed(b, a, depth)
        && (isNone(a.rest()) || isNone(b.rest()) || are(a.rest(), b.rest(), depth));
  }

  private static boolean fixed(Type.ArrayOf a, Type.ArrayOf b, int depth) {
    for (int i = 0; i < a.fixed().size(); i++) {
      if (!are(a.fixed().get(i), i < b.fixed().size() ? b.fixed().get(i) : b.rest(), depth)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNone(Type type) {
    return type instanceof Type.Unknown;
  }

  private static boolean objects(Type.ObjectOf a, Type.ObjectOf b, int depth) {
    return fixed(a, b, depth)
        && fixed(b, a, depth)
        && (isNone(rest(a)) || isNone(rest(b)) || are(rest(a), rest(b), depth));
  }

  private static Type rest(Type.ObjectOf object) {
    return object.rest().map(Type.Rest::value).orElse(Type.UNKNOWN);
  }

  private static boolean fixed(Type.ObjectOf a, Type.ObjectOf b, int depth) {
    for (Type.Property property : a.fixed()) {
      Type other = Types.select(b, property.key());
      if (isNone(other)) {
        if (isNone(rest(a)) && isNone(rest(b))) {
          return false;
        }
      } else if (!are(property.value(), other, depth)) {
        return false;
      }
    }
    return true;
  }

  // What has no fixed number of parameters cannot be replaced, so variadic ones need no look.
  private static boolean functions(Type.FunctionOf a, Type.FunctionOf b, int depth) {
    if (a.parameters().size() != b.parameters().size()) {
      return false;
    }
    for (int i = 0; i < a.parameters().size(); i++) {
      if (!are(a.parameters().get(i), b.parameters().get(i), depth)) {
        return false;
      }
    }
    return true;
  }
}
