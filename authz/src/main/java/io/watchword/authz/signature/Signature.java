package io.watchword.authz.signature;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a built-in function is called.
///
/// @param name such as `io.jwt.decode`
/// @param infix the operator it is written as, such as `+`
/// @param introduced the version of OPA it came with, such as `0.17.0`
/// @param names what its parameters and its result are called, an empty text for none; empty where
///   nothing is known
public record Signature(
    String name,
    Type.FunctionOf type,
    Optional<String> infix,
    Set<Trait> traits,
    Optional<String> introduced,
    List<String> names) {

  public Signature {
    traits = Set.copyOf(traits);
    names = List.copyOf(names);
  }

  /// What is special about a function.
  public enum Trait {
    /// Has any number of results for the same arguments (`walk`).
    RELATION,
    /// May give another result for the same arguments.
    NONDETERMINISTIC,
    /// Refused in strict mode.
    DEPRECATED
  }

  public List<Type> parameters() {
    return type.parameters();
  }

  /// How many arguments it takes, its result not counted.
  public int arity() {
    return type.parameters().size();
  }

  /// Unknown where a call has no value (`print`).
  public Type result() {
    return type.result();
  }

  public boolean isVariadic() {
    return type.isVariadic();
  }

  public boolean isRelation() {
    return traits.contains(Trait.RELATION);
  }

  public boolean isNondeterministic() {
    return traits.contains(Trait.NONDETERMINISTIC);
  }

  public boolean isDeprecated() {
    return traits.contains(Trait.DEPRECATED);
  }
}
