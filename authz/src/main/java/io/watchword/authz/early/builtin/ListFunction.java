package io.watchword.authz.early.builtin;

import io.watchword.authz.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A built-in over a list.
@FunctionalInterface
public interface ListFunction {
  @Nullable Value call(List<Value> arguments);
}
