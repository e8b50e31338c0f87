package io.watchword.authz.format;

import io.watchword.authz.rego.Module.RegoVersion;

/// Which language a file is read as and printed in.
public enum FormatStyle {
  /// Rego v1.
  V1,
  /// Rego v0.
  V0,
  /// Rego v0, printed so that it is valid in both: with `import rego.v1`.
  V0_AND_V1;

  /// What files are read as.
  public RegoVersion version() {
    return this == V1 ? RegoVersion.V1 : RegoVersion.V0;
  }
}
