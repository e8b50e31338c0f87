package io.watchword.authz.workspace;

import io.watchword.authz.rego.Source;
import io.watchword.authz.value.ObjectValue;
import java.util.List;

/// What the compiler is given: modules and the base document.
public record Workspace(List<Source> modules, ObjectValue data) {
  public Workspace {
    modules = List.copyOf(modules);
  }
}
