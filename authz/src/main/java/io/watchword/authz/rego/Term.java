package io.watchword.authz.rego;

import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Something with a value: the expressions of Rego below the level of a body's statements.
public sealed interface Term {

  Location at();

  /// A variable. `_` gets a fresh name beginning with `$` from the parser; names made by the
  /// compiler begin with `__local`.
  record Var(String name, Location at) implements Term {
    /// Whether it was written `_`.
    public boolean isWildcard() {
      return name.startsWith("$");
    }
  }

  /// A constant: null, boolean, number or string.
  record Scalar(Value value, Location at) implements Term {}

  /// `head.a["b"][x]`; names after a dot are string constants. The path is never empty, but in the
  /// function of a call.
  record Ref(Term head, List<Term> path, Location at) implements Term {
    public Ref {
      path = List.copyOf(path);
    }
  }

  /// A call of a built-in, an operator (under its built-in's name, `plus`) or a function of the
  /// policy.
  ///
  /// @param function its head is a variable; the path is empty for `count` and has one part for
  ///   `array.concat`
  record Call(Ref function, List<Term> arguments, Location at) implements Term {
    public Call {
      arguments = List.copyOf(arguments);
    }

    /// A call of a built-in.
    ///
    /// @param name such as `io.jwt.decode`
    public static Call of(String name, List<Term> arguments, Location at) {
      String[] parts = name.split("\\.", -1);
      List<Term> path =
          Arrays.stream(parts)
              .skip(1)
              .map(part -> (Term) new Scalar(new StringValue(part), at))
              .toList();
      return new Call(new Ref(new Var(parts[0], at), path, at), arguments, at);
    }
  }

  record ArrayTerm(List<Term> items, Location at) implements Term {
    public ArrayTerm {
      items = List.copyOf(items);
    }
  }

  record SetTerm(List<Term> members, Location at) implements Term {
    public SetTerm {
      members = List.copyOf(members);
    }
  }

  record ObjectTerm(List<Entry> entries, Location at) implements Term {
    public ObjectTerm {
      entries = List.copyOf(entries);
    }
  }

  record Entry(Term key, Term value) {}

  /// `[value | body]`, `{value | body}`, `{key: value | body}`.
  record Comprehension(Kind kind, Optional<Term> key, Term value, List<Expr> body, Location at)
      implements Term {
    public Comprehension {
      body = List.copyOf(body);
    }

    /// What it collects into.
    public enum Kind {
      ARRAY,
      SET,
      OBJECT
    }
  }

  /// `$"a {expr} b"`. What is undefined is printed as `<undefined>`.
  ///
  /// @param multiLine written with backticks
  record Template(List<Part> parts, boolean multiLine, Location at) implements Term {
    public Template {
      parts = List.copyOf(parts);
    }

    /// Literal text or an expression.
    public sealed interface Part {}

    public record Text(String text, Location at) implements Part {}

    public record Interpolated(Expr expr) implements Part {}
  }
}
