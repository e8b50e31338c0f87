package io.watchword.platform.bootstrap.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A secret that a config file names and does not hold: `${VAULT_TOKEN}`. Immutable.
///
/// @param name of the environment variable
public record EnvironmentReference(String name) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /// Checks the name.
  public EnvironmentReference {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "`" + name + "` is no name of an environment variable (expected: A-Z a-z 0-9 _)");
    }
  }

  /// Reads `${NAME}`.
  public static EnvironmentReference parse(String text) {
    if (!text.startsWith("${") || !text.endsWith("}")) {
      // Not repeated: it may be the secret itself.
      throw new IllegalArgumentException(
          "a secret does not stand in a config file (expected: `${NAME}` of an environment"
              + " variable)");
    }
    return new EnvironmentReference(text.substring(2, text.length() - 1));
  }

  /// What the variable holds.
  public Optional<String> in(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "${" + name + "}";
  }
}
