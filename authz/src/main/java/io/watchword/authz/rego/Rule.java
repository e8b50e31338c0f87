package io.watchword.authz.rego;

import java.util.List;
import java.util.Optional;

/// One definition of a rule or function.
///
/// @param body empty where none was written; it then holds always
/// @param otherwise `else`; its head has the same reference and arguments and its own value
/// @param annotations METADATA blocks right before it
public record Rule(
    Head head,
    List<Expr> body,
    Optional<Rule> otherwise,
    boolean isDefault,
    List<Annotations> annotations,
    Location at) {

  public Rule {
    body = List.copyOf(body);
    annotations = List.copyOf(annotations);
  }

  /// What a definition contributes to.
  public enum Kind {
    /// One value; also of a general reference head (`p.q[x] := v`), which adds one leaf to an
    /// object.
    COMPLETE,
    /// A member of a set (`contains`).
    SET,
    FUNCTION
  }

  /// `reference(arguments) := value`, `reference contains key`.
  ///
  /// @param reference from the rule's own name on: `p`, `p.q[x]`; after resolving from `data` on
  /// @param arguments empty optional: not a function
  /// @param key what a partial set rule contributes
  /// @param value `true` at the head's place where none was written; unused with `key`
  /// @param assigned written with `:=`
  /// @param hasValue whether a value was written
  public record Head(
      Term.Ref reference,
      Optional<List<Term>> arguments,
      Optional<Term> key,
      Term value,
      boolean assigned,
      boolean hasValue,
      Location at) {
    public Head {
      arguments = arguments.map(List::copyOf);
    }
  }

  public Kind kind() {
    return head.arguments().isPresent()
        ? Kind.FUNCTION
        : head.key().isPresent() ? Kind.SET : Kind.COMPLETE;
  }
}
