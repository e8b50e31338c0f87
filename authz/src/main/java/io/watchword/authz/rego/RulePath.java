package io.watchword.authz.rego;

import io.watchword.authz.value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Paths of rules and their spelling as function names. Stateless.
public final class RulePath {

  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private RulePath() {}

  /// `data.a["b c"].d`.
  public static String name(List<String> path) {
    StringBuilder name = new StringBuilder("data");
    for (String part : path) {
      if (PLAIN.matcher(part).matches()) {
        name.append('.').append(part);
      } else {
        name.append("[\"").append(part).append("\"]");
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
