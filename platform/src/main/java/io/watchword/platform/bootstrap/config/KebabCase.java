package io.watchword.platform.bootstrap.config;

import java.util.Locale;

/// How names in Java are written in config files: `svidTtl`, `SvidTtl` and `SVID_TTL` are
/// `svid-ttl`, `x509Files` is `x509-files`.
final class KebabCase {

  private KebabCase() {}

  static String of(String javaName) {
    if (javaName.equals(javaName.toUpperCase(Locale.ROOT))) {
      return javaName.toLowerCase(Locale.ROOT).replace('_', '-');
    }
    StringBuilder out = new StringBuilder();
    for (char c : javaName.toCharArray()) {
      if (Character.isUpperCase(c) && !out.isEmpty()) {
        out.append('-');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString().replace('_', '-').replace("--", "-");
  }
}
