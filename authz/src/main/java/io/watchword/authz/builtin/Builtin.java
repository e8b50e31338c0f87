package io.watchword.authz.builtin;

import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One built-in function. Stateless.
@FunctionalInterface
public interface Builtin {

  /// The result, or null where it is undefined.
  ///
  /// @throws BuiltinFailedException on arguments it cannot work with; the call is then undefined,
  ///   unless errors are strict
  @Nullable Value call(List<Value> arguments);
}
