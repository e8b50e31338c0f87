package io.watchword.ca.vault.transit;

import io.watchword.ca.keys.KeysException;
import io.watchword.ca.vault.VaultSettings;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which mount of the Transit engine, and which of its keys are ours.
///
/// @param mount such as `transit`
/// @param prefix that the names of our keys begin with, before a dot
public record TransitSettings(String mount, String prefix) {
  // Vault's own rule for names, without the dot at the end that we put there.
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,300}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_/-]+");

  /// Checks the prefix.
  public TransitSettings {
    mount = VaultSettings.trimmed(mount);
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "key-prefix `" + prefix + "` (expected: letters, digits, `_`, `-` and `.`)");
    }
  }

  /// What Vault calls the key that we call `name`: `/` is no letter of Vault's names, and `.` none
  /// of ours.
  String inVault(String name) {
    if (!NAME.matcher(name).matches() || name.endsWith("-") || name.endsWith("/")) {
      throw new KeysException(
          "ca/key-name",
          "`" + name + "` is no name of a key (expected: letters, digits, `_`, `-` and `/`)");
    }
    return prefix + "." + name.replace('/', '.');
  }

  /// What we call the key that Vault calls `name`; empty where it is not ours.
  Optional<String> ours(String name) {
    return name.startsWith(prefix + ".")
        ? Optional.of(name.substring(prefix.length() + 1).replace('.', '/'))
        : Optional.empty();
  }
}
