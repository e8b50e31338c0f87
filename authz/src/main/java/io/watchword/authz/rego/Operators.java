package io.watchword.authz.rego;

import io.watchword.authz.rego.Term.Call;
import io.watchword.authz.signature.Capabilities;
import java.util.Optional;

/// Which built-ins are written between their operands.
final class Operators {

  private Operators() {}

  /// How a built-in is written as an operator, such as `+` for `plus`.
  static Optional<String> infix(String name) {
    return Capabilities.STANDARD.find(name).flatMap(signature -> signature.infix());
  }

  /// Whether a call is of an operator with both its operands.
  static boolean isInfix(Call call) {
    return Capabilities.STANDARD
        .find(TermText.of(call.function()))
        .filter(it -> it.infix().isPresent() && it.arity() == call.arguments().size())
        .isPresent();
  }
}
