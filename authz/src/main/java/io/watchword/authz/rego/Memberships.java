package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.rego.Term.Scalar;
import io.watchword.authz.rego.Term.Var;
import io.watchword.authz.value.StringValue;
import java.util.List;

/// Tells `x in xs` from other calls.
final class Memberships {

  private Memberships() {}

  /// 2 for `x in xs`, 3 for `k, v in xs`, 0 for anything else.
  static int arity(Call call) {
    List<Term> path = call.function().path();
    if (!(call.function().head() instanceof Var name)
        || !name.name().equals("internal")
        || path.size() != 1
        || !(path.getFirst() instanceof Scalar part)
        || !(part.value() instanceof StringValue text)) {
      return 0;
    }
    int arity = call.arguments().size();
    return text.text().equals("member_" + arity) && (arity == 2 || arity == 3) ? arity : 0;
  }

  /// Whether it is the name of a root document.
  static boolean isRoot(Var name) {
    return name.name().equals("input") || name.name().equals("data");
  }
}
