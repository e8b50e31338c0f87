package io.watchword.authz.resolve.metadata;

import io.watchword.authz.rego.Annotations;
import io.watchword.authz.value.Value;
import java.util.List;
import java.util.Optional;

/// One METADATA block that holds for a rule, and where it stands.
///
/// @param path of the rule or package it is about, without `data`
/// @param annotations empty: the rule itself, which has none
public record AnnotationLink(List<Value> path, Optional<Annotations> annotations) {
  public AnnotationLink {
    path = List.copyOf(path);
  }
}
