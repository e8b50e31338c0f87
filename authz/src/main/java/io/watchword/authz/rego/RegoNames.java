package io.watchword.authz.rego;

import io.watchword.authz.rego.Module.RegoVersion;

/// What may be a name in Rego.
public final class RegoNames {

  private RegoNames() {}

  /// Whether a string may stand after a dot, were it no keyword.
  public static boolean isName(String text) {
    if (text.isEmpty() || (text.charAt(0) >= '0' && text.charAt(0) <= '9')) {
      return false;
    }
    return text.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_');
  }

  /// Whether a string stands after a dot where references are shown: a name, and no keyword.
  public static boolean isPlain(String text) {
    return isName(text) && !isKeyword(text);
  }

  /// Whether a word is a keyword of Rego v1.
  public static boolean isKeyword(String text) {
    return Words.isKeyword(text, RegoVersion.V1);
  }
}
