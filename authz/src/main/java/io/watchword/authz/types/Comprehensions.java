package io.watchword.authz.types;

import io.watchword.authz.rego.Term;
import io.watchword.authz.signature.Type;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What checking the bodies of comprehensions has shown, so that nested ones are not checked over
/// and over. One rule or query at a time, one thread.
final class Comprehensions implements Environment.ComprehensionTypes {

  // Deeper ones are taken for anything. Both bounds are far beyond what people write; they keep the
  // work of a hostile policy linear.
  private static final int DEEPEST = 64;
  private static final int MOST_CHECKS = 50;

  private final Map<Term.Comprehension, Result> results = new IdentityHashMap<>();
  private final BodyChecker bodies;
  private int depth;

  Comprehensions(BodyChecker bodies) {
    this.bodies = bodies;
  }

  private record Result(
      Environment known, long version, int checks, Type type, List<Problem> problems) {}

  @Override
  public Type of(Environment known, Term.Comprehension comprehension) {
    Result result = result(known, comprehension);
    return result == null ? Type.ANY : result.type();
  }

  /// What is wrong in the body.
  List<Problem> problems(Environment known, Term.Comprehension comprehension) {
    Result result = result(known, comprehension);
    return result == null ? List.of() : result.problems();
  }

  /// Forgets all; the next rule's comprehensions are others.
  void clear() {
    results.clear();
  }

  @SuppressWarnings("ReferenceEquality")
  private @Nullable Result result(Environment known, Term.Comprehension comprehension) {
    Result before = results.get(comprehension);
    if (before != null
        && (before.checks() >= MOST_CHECKS
            || (before.known() == known && before.version() == known.version()))) {
      return before;
    }
    if (depth >= DEEPEST) {
      return null;
    }
    depth++;
    try {
      long version = known.version();
      BodyChecker.Checked checked = bodies.check(known, comprehension.body());
      Type type =
          checked.problems().isEmpty() ? type(checked.known(), comprehension) : Type.UNKNOWN;
      int checks = before == null ? 1 : before.checks() + 1;
      Result result = new Result(known, version, checks, type, checked.problems());
      results.put(comprehension, result);
      return result;
    } finally {
      depth--;
    }
  }

  private static Type type(Environment known, Term.Comprehension comprehension) {
    Type value = known.typeOf(comprehension.value());
    return switch (comprehension.kind()) {
      case ARRAY -> Type.ArrayOf.many(value);
      case SET -> new Type.SetOf(value);
      case OBJECT ->
          Type.ObjectOf.many(comprehension.key().map(known::typeOf).orElse(Type.UNKNOWN), value);
    };
  }
}
