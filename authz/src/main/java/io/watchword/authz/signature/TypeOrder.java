package io.watchword.authz.signature;

import java.util.Comparator;
import java.util.List;

/// OPA's total order of types, in which a recursive type counts as what it stands for. Stateless.
public final class TypeOrder implements Comparator<Type> {

  public static final TypeOrder INSTANCE = new TypeOrder();

  private TypeOrder() {}

  @Override
  public int compare(Type a, Type b) {
    return compare(a, b, new Seen());
  }

  private static int compare(Type left, Type right, Seen seen) {
    Type a = Types.unwrap(left);
    Type b = Types.unwrap(right);
    if (isSame(a, b) || seen.again(left, right)) {
      return 0;
    }
    int rank = Integer.compare(rank(a), rank(b));
    if (rank != 0) {
      return rank;
    }
    return switch (a) {
      case Type.Unknown u -> 0;
      case Type.Scalar s -> 0;
      case Type.ArrayOf x -> compareArrays(x, (Type.ArrayOf) b, seen);
      case Type.ObjectOf x -> compareObjects(x, (Type.ObjectOf) b, seen);
      case Type.SetOf x -> compare(x.member(), ((Type.SetOf) b).member(), seen);
      case Type.AnyOf x -> compareInTurn(x.of(), ((Type.AnyOf) b).of(), seen);
      case Type.FunctionOf x -> compareFunctions(x, (Type.FunctionOf) b, seen);
      case Type.Recursive r -> throw new IllegalStateException("unwrapped before");
    };
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Type a, Type b) {
    return a == b;
  }

  private static int rank(Type type) {
    return switch (type) {
      case Type.Unknown u -> -1;
      case Type.Scalar scalar -> scalar.ordinal();
      case Type.ArrayOf a -> 4;
      case Type.ObjectOf o -> 5;
      case Type.SetOf s -> 6;
      case Type.AnyOf a -> 7;
      case Type.FunctionOf f -> 8;
      case Type.Recursive r -> throw new IllegalStateException("unwrapped before");
    };
  }

  private static int compareArrays(Type.ArrayOf a, Type.ArrayOf b, Seen seen) {
    int rest = compare(a.rest(), b.rest(), seen);
    return rest != 0 ? rest : compareInTurn(a.fixed(), b.fixed(), seen);
  }

  private static int compareObjects(Type.ObjectOf a, Type.ObjectOf b, Seen seen) {
    int order = Boolean.compare(a.rest().isPresent(), b.rest().isPresent());
    if (order == 0 && a.rest().isPresent()) {
      order = compare(a.rest().get().key(), b.rest().orElseThrow().key(), seen);
      if (order == 0) {
        order = compare(a.rest().get().value(), b.rest().orElseThrow().value(), seen);
      }
    }
    for (int i = 0; order == 0 && i < Math.min(a.fixed().size(), b.fixed().size()); i++) {
      order = a.fixed().get(i).key().compareTo(b.fixed().get(i).key());
      if (order == 0) {
        order = compare(a.fixed().get(i).value(), b.fixed().get(i).value(), seen);
      }
    }
    return order != 0 ? order : Integer.compare(a.fixed().size(), b.fixed().size());
  }

  private static int compareInTurn(List<Type> a, List<Type> b, Seen seen) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = compare(a.get(i), b.get(i), seen);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int compareFunctions(Type.FunctionOf a, Type.FunctionOf b, Seen seen) {
    int order = Integer.compare(a.parameters().size(), b.parameters().size());
    if (order == 0) {
      order = compareInTurn(a.parameters(), b.parameters(), seen);
    }
    if (order == 0) {
      order = compare(a.result(), b.result(), seen);
    }
    return order != 0 ? order : compare(a.variadic(), b.variadic(), seen);
  }
}
