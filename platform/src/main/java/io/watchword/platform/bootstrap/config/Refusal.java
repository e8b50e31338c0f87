package io.watchword.platform.bootstrap.config;

import java.lang.reflect.InvocationTargetException;

/// Why a constructor or `parse` refused a value. No state.
final class Refusal {

  private Refusal() {}

  /// The sentence for the user; anything that is no refusal but a mistake of ours is thrown on.
  static String reason(InvocationTargetException thrown) {
    Throwable cause = thrown.getTargetException();
    boolean refusal =
        cause instanceof IllegalArgumentException
            || cause instanceof RuntimeException && !cause.getClass().getName().startsWith("java.");
    if (!refusal) {
      throw new IllegalStateException("config value", cause);
    }
    return String.valueOf(cause.getMessage());
  }
}
