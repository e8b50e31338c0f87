package io.watchword.authz.rego;

import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;

/// Paths of rules and their spelling as function names. Stateless.
public final class RulePath {

  private RulePath() {}

  /// `data.a["b c"].d`.
  public static String name(List<String> path) {
    StringBuilder name = new StringBuilder("data");
    for (String part : path) {
      if (RegoNames.isName(part)) {
        name.append('.').append(part);
      } else {
        name.append('[').append(new StringValue(part)).append(']');
      }
    }
    return name.toString();
  }

  /// The leading string constants of a reference's path.
  public static List<String> constants(Term.Ref ref) {
    List<String> constants = new ArrayList<>();
    for (Term part : ref.path()) {
      if (!(part instanceof Term.Scalar scalar) || !(scalar.value() instanceof StringValue text)) {
        break;
      }
      constants.add(text.text());
    }
    return constants;
  }

  /// Whether `ref` starts at `data`.
  public static boolean isData(Term.Ref ref) {
    return ref.head() instanceof Term.Var head && head.name().equals("data");
  }
}
