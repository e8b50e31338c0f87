package io.watchword.authz.builtin;

import io.watchword.authz.value.Value;
import org.jspecify.annotations.Nullable;

/// One built-in function. Stateless and thread-safe; what an evaluation shares is in the context.
@FunctionalInterface
public interface Builtin {

  /// The result, or null where it is undefined.
  ///
  /// @param arguments as many as the signature says; must not be kept or changed
  /// @throws BuiltinFailedException on arguments it cannot work with; the call is then undefined,
  ///   unless errors are strict
  @Nullable Value call(BuiltinContext context, Value[] arguments);
}
