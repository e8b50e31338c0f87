package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import java.util.List;
import java.util.Optional;

/// One definition of a rule or function.
///
/// @param key of a partial object; `value` of a partial set is its member
public record Rule(
    String name,
    Kind kind,
    boolean isDefault,
    List<Term> arguments,
    Optional<Term> key,
    Term value,
    List<Expr> body,
    List<Else> otherwise,
    Location at) {

  public Rule {
    arguments = List.copyOf(arguments);
    body = List.copyOf(body);
    otherwise = List.copyOf(otherwise);
  }

  /// What several definitions of one name add up to.
  public enum Kind {
    COMPLETE,
    SET,
    OBJECT,
    FUNCTION
  }

  /// `else := value if body`.
  public record Else(Term value, List<Expr> body, Location at) {
    public Else {
      body = List.copyOf(body);
    }
  }
}
