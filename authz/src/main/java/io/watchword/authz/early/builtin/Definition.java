package io.watchword.authz.early.builtin;

import java.util.List;

/// A built-in as the compiler sees it.
public record Definition(String name, List<Kind> parameters, ListFunction function) {
  public Definition {
    parameters = List.copyOf(parameters);
  }
}
