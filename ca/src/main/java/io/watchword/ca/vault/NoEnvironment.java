package io.watchword.ca.vault;

import io.github.jopenlibs.vault.EnvironmentLoader;
import org.jspecify.annotations.Nullable;

/// Keeps the driver from settings and tokens that are not ours: no variables, no `~/.vault-token`.
final class NoEnvironment extends EnvironmentLoader {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable String loadVariable(String name) {
    return null;
  }
}
