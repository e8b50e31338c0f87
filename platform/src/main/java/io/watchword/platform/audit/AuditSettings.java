package io.watchword.platform.audit;

import java.nio.file.Path;
import java.util.Optional;

/// The key `audit` of every role's config file.
///
/// @param directory where the log is; by default `audit/<name>` in the role's state folder
/// @param name of the log in reports; by default `<role>-1`
public record AuditSettings(Optional<Path> directory, Optional<String> name) {

  /// Nothing set.
  public static AuditSettings none() {
    return new AuditSettings(Optional.empty(), Optional.empty());
  }

  /// The log of `role` with its state under `state`.
  public AuditLogConfig resolve(Path state, String role, String trustDomain) {
    String source = name.orElse(role + "-1");
    return AuditLogConfig.of(
        directory.orElseGet(() -> state.resolve("audit").resolve(source)),
        source,
        role,
        trustDomain);
  }
}
