package io.watchword.authz.yaml;

import io.watchword.authz.rego.Location;
import java.util.List;

/// One field of a source or an operation, such as `methods: [GET, POST]`.
///
/// @param function the rule that is true where one of the values matches
/// @param negated whether the condition holds where none matches
public record Condition(
    Attribute attribute, List<String> values, boolean negated, String function, Location at) {
  public Condition {
    values = List.copyOf(values);
  }
}
