package io.watchword.authz.compile;

import io.watchword.authz.rego.Term;
import io.watchword.authz.value.StringValue;

/// Names of functions as they are written. Stateless.
final class RefText {

  private RefText() {}

  /// `io.jwt.decode`; empty where `function` is no plain name.
  static String of(Term.Ref function) {
    if (!(function.head() instanceof Term.Var head)) {
      return "";
    }
    StringBuilder name = new StringBuilder(head.name());
    for (Term part : function.path()) {
      if (!(part instanceof Term.Scalar(var value, var at))
          || !(value instanceof StringValue text)) {
        return "";
      }
      name.append('.').append(text.text());
    }
    return name.toString();
  }
}
