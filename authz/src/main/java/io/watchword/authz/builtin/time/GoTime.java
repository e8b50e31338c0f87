package io.watchword.authz.builtin.time;

import io.watchword.authz.builtin.BuiltinFailedException;

/// Whether a text is a time, for formats that treat those apart. Stateless.
public final class GoTime {

  private GoTime() {}

  /// @param layout in Go's way
  public static boolean matches(String layout, String text) {
    try {
      TimeReader.read(layout, text);
      return true;
    } catch (BuiltinFailedException other) {
      return false;
    }
  }
}
