package io.watchword.authz.signature;

import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The type of a term, in OPA's algebra. Its text is what OPA's messages print. Immutable but for
/// [Recursive], which is bound once.
///
/// Equality is that of the parts; use [TypeOrder] where a recursive type counts as what it stands
/// for.
public sealed interface Type {

  /// Everything.
  AnyOf ANY = new AnyOf(List.of());

  /// Nothing is known; also where there is none, such as the result of `print`.
  Unknown UNKNOWN = new Unknown();

  /// Absent or not known.
  record Unknown() implements Type {
    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }

  /// The types without parts.
  enum Scalar implements Type {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING;

    private final String text = name().toLowerCase(Locale.ROOT);

    @Override
    public String toString() {
      return text;
    }
  }

  /// One of several types; of everything where there are none.
  ///
  /// @param of in the order of [TypeOrder]; made sorted by [Types#anyOf]
  record AnyOf(List<Type> of) implements Type {
    public AnyOf {
      of = List.copyOf(of);
    }

    /// Whether it is every value.
    public boolean isEverything() {
      return of.isEmpty();
    }

    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }

  /// An array.
  ///
  /// @param fixed types of the first items
  /// @param rest type of the items after them; unknown where there are none
  record ArrayOf(List<Type> fixed, Type rest) implements Type {
    public ArrayOf {
      fixed = List.copyOf(fixed);
    }

    /// Of any length.
    public static ArrayOf many(Type item) {
      return new ArrayOf(List.of(), item);
    }

    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }

  /// A set.
  record SetOf(Type member) implements Type {
    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }

  /// An object.
  ///
  /// @param fixed properties of known keys, in the order of the keys; made sorted by
  ///   [Types#objectOf]
  /// @param rest the properties beside them
  record ObjectOf(List<Property> fixed, Optional<Rest> rest) implements Type {
    public ObjectOf {
      fixed = List.copyOf(fixed);
    }

    /// Of keys that are not known.
    public static ObjectOf many(Type key, Type value) {
      return new ObjectOf(List.of(), Optional.of(new Rest(key, value)));
    }

    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }

  /// A property of a known key.
  record Property(Value key, Type value) {}

  /// Properties of keys that are not known.
  record Rest(Type key, Type value) {}

  /// A function.
  ///
  /// @param variadic type of the arguments after the parameters; unknown where there are none
  /// @param result unknown where there is none
  record FunctionOf(List<Type> parameters, Type variadic, Type result) implements Type {
    public FunctionOf {
      parameters = List.copyOf(parameters);
    }

    /// Of a fixed number of parameters.
    public static FunctionOf of(List<Type> parameters, Type result) {
      return new FunctionOf(parameters, UNKNOWN, result);
    }

    public boolean isVariadic() {
      return !(variadic instanceof Unknown);
    }

    /// Whether a call of it has a value.
    public boolean hasResult() {
      return !(result instanceof Unknown);
    }

    /// The type asked for at `position`, from 0; unknown beyond the last.
    public Type parameter(int position) {
      return position < parameters.size() ? parameters.get(position) : variadic;
    }

    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }

  /// A JSON schema's type that contains itself. Bound by who reads the schema, before anyone else
  /// sees it; equal only to itself.
  final class Recursive implements Type {

    private final String name;
    private @Nullable Type type;

    /// @param name the reference it was named by, such as `#/$defs/node`
    public Recursive(String name) {
      this.name = name;
    }

    /// Says what it stands for.
    public void bind(Type to) {
      type = to;
    }

    public String name() {
      return name;
    }

    /// What it stands for.
    public Type type() {
      return type == null ? ANY : type;
    }

    @Override
    public String toString() {
      return TypeText.of(this);
    }
  }
}
