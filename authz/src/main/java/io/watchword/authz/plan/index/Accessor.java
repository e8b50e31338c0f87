package io.watchword.authz.plan.index;

import java.util.List;

/// A value found by fields alone: `input.request.method`, or a field of a function's argument.
///
/// @param local a parameter of the function; 0 is `input`, 1 is `data`
/// @param keys fields from there on; empty for the parameter itself
public record Accessor(int local, List<String> keys) {
  public Accessor {
    keys = List.copyOf(keys);
  }
}
