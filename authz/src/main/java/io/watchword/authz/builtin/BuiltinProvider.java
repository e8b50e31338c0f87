package io.watchword.authz.builtin;

import java.util.Map;

/// Built-ins beyond OPA's, found on the class path as a service. A policy may call them once its
/// capabilities have their signatures. Stateless.
public interface BuiltinProvider {

  /// By name; a name that OPA has keeps its meaning.
  Map<String, Builtin> builtins();
}
