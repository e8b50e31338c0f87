package io.watchword.authz.early.rego;

import io.watchword.authz.rego.Location;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;

/// Something with a value.
public sealed interface Term {

  Location at();

  /// A name not yet, or no longer, known to be anything but a variable. `_` gets a fresh name from
  /// the parser.
  record Var(String name, Location at) implements Term {
    /// Whether it was written `_`.
    public boolean isWildcard() {
      return name.startsWith("$");
    }
  }

  /// A constant.
  record Scalar(Value value, Location at) implements Term {}

  /// `head.a["b"][x]`; the path's parts are terms, names after a dot are string constants.
  record Ref(Term head, List<Term> path, Location at) implements Term {
    public Ref {
      path = List.copyOf(path);
    }
  }

  /// A call of a built-in, an operator (under its built-in's name) or, after resolving, a function
  /// of the policy.
  record Call(String function, List<Term> arguments, Location at) implements Term {
    public Call {
      arguments = List.copyOf(arguments);
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
}
